package io.probity.access;

import io.probity.db.DbException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Turns the cookie of a session into the identity of its key. A token that this replica does not
 * know is looked up in the database, but not without end for the same address.
 */
@ApplicationScoped
public class SessionIdentityProvider implements IdentityProvider<SessionRequest> {
  private final Sessions sessions;
  private final KeyUses uses;
  private final RefusedCredentials refused;
  private final AttemptLimit lookUps;

  SessionIdentityProvider(
      Sessions sessions, KeyUses uses, RefusedCredentials refused, InstantSource clock) {
    this.sessions = sessions;
    this.uses = uses;
    this.refused = refused;
    this.lookUps = new AttemptLimit(100, Duration.ofMinutes(1), clock);
  }

  @Override
  public Class<SessionRequest> getRequestType() {
    return SessionRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      SessionRequest request, AuthenticationRequestContext context) {
    Optional<Session> known = sessions.known(request.token());
    return known.isPresent()
        ? Uni.createFrom().item(() -> identity(known))
        : context.runBlocking(() -> identity(look(request)));
  }

  private Optional<Session> look(SessionRequest request) {
    if (!lookUps.begin(request.address()).isZero()) {
      return Optional.empty();
    }
    try {
      Optional<Session> found = sessions.look(request.token());
      if (found.isPresent()) {
        lookUps.succeeded(request.address());
      }
      return found;
    } catch (DbException e) {
      return Optional.empty();
    }
  }

  private SecurityIdentity identity(Optional<Session> session) {
    return session
        .flatMap(
            each ->
                sessions
                    .key(each)
                    .map(
                        key -> {
                          uses.note(key.id());
                          return KeyIdentityProvider.identity(key, each);
                        }))
        .orElseThrow(this::refusal);
  }

  private AuthenticationFailedException refusal() {
    refused.count(RefusedCredentials.Reason.SESSION);
    return new AuthenticationFailedException();
  }
}
