package io.probity.access;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds how much one caller asks for: a key, with its sessions, or an address that brings none. It
 * is decided on the event loop, before authentication and before a thread is taken. Scrapes draw on
 * a bucket of their own, so that a key that is used for both stays observed, and so do the assets
 * of pages, which browsers keep: they take nothing from the pages. Health is free. Each replica
 * counts for itself.
 */
@Singleton
public class RequestLimits {
  private static final Set<String> SCRAPES = Set.of("/q/metrics", "/metrics/endpoints");
  private static final String HEALTH = "/q/health";
  private static final String ASSETS = "/assets/";

  /** A page that is seen for the first time loads fewer. */
  private static final int ASSETS_PER_REQUEST = 10;

  private static final String KEY_DETAIL =
      "This key has made more requests than it may in a minute"
          + " (probity.limits.requests-per-minute).";
  private static final String ADDRESS_DETAIL =
      "This address has made more requests without a usable key than it may in a minute"
          + " (probity.limits.anonymous-requests-per-minute).";
  private static final String CHECKS_DETAIL =
      "This key has asked for more checks than it may in a minute"
          + " (probity.limits.checks-per-minute).";

  private final KeyRing ring;
  private final Sessions sessions;
  private final ClientAddress addresses;
  private final TokenBuckets requests;
  private final TokenBuckets scrapes;
  private final TokenBuckets anonymous;
  private final TokenBuckets assets;
  private final TokenBuckets checks;

  @Inject
  RequestLimits(KeyRing ring, Sessions sessions, ClientAddress addresses, LimitsConfig config) {
    this(ring, sessions, addresses, config, TimeMeter.SYSTEM_NANOTIME);
  }

  RequestLimits(
      KeyRing ring,
      Sessions sessions,
      ClientAddress addresses,
      LimitsConfig config,
      TimeMeter time) {
    this.ring = ring;
    this.sessions = sessions;
    this.addresses = addresses;
    String perKey = "probity.limits.requests-per-minute";
    requests = new TokenBuckets("requests", config.requestsPerMinute(), perKey, time);
    scrapes = new TokenBuckets("scrapes", config.requestsPerMinute(), perKey, time);
    String perAddress = "probity.limits.anonymous-requests-per-minute";
    int anonymously = config.anonymousRequestsPerMinute();
    anonymous = new TokenBuckets("anonymous", anonymously, perAddress, time);
    int ofAssets = (int) Math.min(Integer.MAX_VALUE, (long) anonymously * ASSETS_PER_REQUEST);
    assets = new TokenBuckets("assets", ofAssets, perAddress, time);
    checks =
        new TokenBuckets(
            "checks", config.checksPerMinute(), "probity.limits.checks-per-minute", time);
  }

  void onRouter(@Observes Router router) {
    router.route().order(Doors.LIMITS).handler(this::check);
  }

  /**
   * Counts a check on demand.
   *
   * @throws TooManyRequests if the key has had its share of this minute
   */
  public void beginCheck(ApiKey key) {
    checks
        .draw(key.id().toString())
        .filter(Draw::isRefused)
        .ifPresent(
            draw -> {
              throw new TooManyRequests(CHECKS_DETAIL, draw);
            });
  }

  private void check(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
      context.next();
      return;
    }
    boolean asset = path.startsWith(ASSETS);
    Optional<ApiKey> key = asset ? Optional.empty() : key(context);
    Optional<Draw> draw =
        key.map(each -> (SCRAPES.contains(path) ? scrapes : requests).draw(each.id().toString()))
            .orElseGet(() -> (asset ? assets : anonymous).draw(network(context)));
    draw.ifPresent(each -> each.tell(context.response().headers()));
    if (draw.filter(Draw::isRefused).isEmpty()) {
      context.next();
      return;
    }
    context
        .response()
        .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(draw.get().retrySeconds()));
    String detail = key.isPresent() ? KEY_DETAIL : ADDRESS_DETAIL;
    new AccessProblem(429, false, "Too Many Requests", detail, context.request().path())
        .answer(context);
  }

  private String network(RoutingContext context) {
    return ClientNetwork.of(String.valueOf(addresses.of(context)));
  }

  /** Whose request it will turn out to be. A session that only the database knows is nobody's. */
  private Optional<ApiKey> key(RoutingContext context) {
    Optional<String> token = BearerMechanism.token(context);
    return token.isPresent()
        ? token.flatMap(ring::find)
        : SessionCookie.of(context).flatMap(sessions::known).flatMap(sessions::key);
  }
}
