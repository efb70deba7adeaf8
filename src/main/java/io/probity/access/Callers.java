package io.probity.access;

import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Trail;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: what a resource may read and change for the request under way is decided here and
 * nowhere else. To be called on the thread of the request.
 */
@Singleton
public final class Callers {
  private final SecurityIdentity identity;
  private final CurrentVertxRequest request;
  private final Audit audit;
  private final AttemptLimit logIns;
  private final KeyRing ring;
  private final RequestLimits limits;
  private final ClientAddress addresses;
  private final RefusedCredentials refused;
  private final InstantSource clock;

  Callers(
      SecurityIdentity identity,
      CurrentVertxRequest request,
      Audit audit,
      KeyRing ring,
      RequestLimits limits,
      ClientAddress addresses,
      RefusedCredentials refused,
      InstantSource clock) {
    this.identity = identity;
    this.request = request;
    this.audit = audit;
    this.ring = ring;
    this.limits = limits;
    this.addresses = addresses;
    this.refused = refused;
    this.clock = clock;
    this.logIns = new AttemptLimit(10, Duration.ofMinutes(1), clock);
  }

  /** The key of the request. */
  public ApiKey key() {
    return Objects.requireNonNull(identity.<ApiKey>getAttribute(KeyIdentityProvider.KEY));
  }

  /** The session of the request; empty if it came with a key. */
  public Optional<Session> session() {
    return Optional.ofNullable(identity.getAttribute(KeyIdentityProvider.SESSION));
  }

  /** What the request may see. */
  public Reach reach() {
    return key().reach();
  }

  /** Whether the request may change what it sees. */
  public boolean mayEdit() {
    return identity.hasRole(Role.EDITOR_NAME);
  }

  /** What the request may see if it came with a key or a session; empty: it is anybody's. */
  public Optional<Reach> reachIfKnown() {
    return Optional.<ApiKey>ofNullable(identity.getAttribute(KeyIdentityProvider.KEY))
        .map(ApiKey::reach);
  }

  /** Whether whoever asks could ask again now; for answers that go on for long. Any thread. */
  public BooleanSupplier standing() {
    ApiKey key = key();
    Optional<Instant> end = session().map(Session::expiresAt);
    return () ->
        ring.find(key.id()).filter(now -> now.reach().equals(key.reach())).isPresent()
            && end.stream().allMatch(clock.instant()::isBefore);
  }

  /**
   * In whose name the request changes something.
   *
   * @param operation as openapi.yaml calls it
   */
  public Mandate doing(String operation) {
    return new Mandate(reach(), trail(key(), operation));
  }

  /** Likewise, of a key that the request has just shown. */
  public Trail trail(ApiKey key, String operation) {
    return audit.of(key, address(), operation);
  }

  /**
   * Begins a log-in from where the request came, which counts as failed until {@link #loggedIn}.
   *
   * @return zero if it may go on, otherwise for how long it may not
   */
  public Duration beginLogIn() {
    Duration wait = logIns.begin(String.valueOf(address()));
    if (!wait.isZero()) {
      refused.count(RefusedCredentials.Reason.TOO_MANY_LOG_INS);
    }
    return wait;
  }

  /** The log-in failed. */
  public void notLoggedIn() {
    refused.count(RefusedCredentials.Reason.LOG_IN);
  }

  /** The log-in was none that failed. */
  public void loggedIn() {
    logIns.succeeded(String.valueOf(address()));
  }

  /**
   * Counts a check on demand.
   *
   * @throws TooManyRequests if the key has had its share of this minute
   */
  public void beginCheck() {
    limits.beginCheck(key());
  }

  private @Nullable String address() {
    RoutingContext context = request.getCurrent();
    return context == null ? null : addresses.of(context);
  }
}
