package io.probity.access;

import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Authorization: Bearer <key>} (RFC 6750 section 2.1), or without it the cookie of a
 * session.
 */
@ApplicationScoped
class BearerMechanism implements HttpAuthenticationMechanism {
  private static final String SCHEME = "bearer ";

  private final ClientAddress addresses;

  BearerMechanism(ClientAddress addresses) {
    this.addresses = addresses;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return token(context)
        .map(
            token ->
                identities.authenticate(
                    new TokenAuthenticationRequest(new TokenCredential(token, "bearer"))))
        .or(
            () ->
                SessionCookie.of(context)
                    .map(
                        cookie ->
                            identities.authenticate(
                                new SessionRequest(cookie, String.valueOf(addresses.of(context))))))
        .orElseGet(() -> Uni.createFrom().optional(Optional.empty()));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(
            new ChallengeData(
                401, AccessProblem.CHALLENGE_HEADER, AccessProblem.challenge(hasToken(context))));
  }

  @Override
  public Uni<Boolean> sendChallenge(RoutingContext context) {
    if (!BrowserRequests.redirect(context)) {
      AccessProblem.unauthorized(hasToken(context), context.request().path()).answer(context);
    }
    return Uni.createFrom().item(true);
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(TokenAuthenticationRequest.class, SessionRequest.class);
  }

  static boolean hasToken(RoutingContext context) {
    return token(context).isPresent();
  }

  static Optional<String> token(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip());
  }
}
