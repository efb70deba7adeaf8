package io.probity.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Turns a key into an identity: its principal is the key's name, its roles are the key's and all
 * lower ones, its attribute {@link #KEY_ID} is the key's id.
 */
@ApplicationScoped
public class KeyIdentityProvider implements IdentityProvider<TokenAuthenticationRequest> {
  /** The attribute that holds the key's {@link java.util.UUID}. */
  public static final String KEY_ID = "probity.key-id";

  /** The attribute that holds the {@link ApiKey}. */
  static final String KEY = "probity.key";

  /** The attribute that holds the {@link Session}, if there is one. */
  static final String SESSION = "probity.session";

  private final KeyRing ring;
  private final KeyUses uses;
  private final RefusedCredentials refused;

  KeyIdentityProvider(KeyRing ring, KeyUses uses, RefusedCredentials refused) {
    this.ring = ring;
    this.uses = uses;
    this.refused = refused;
  }

  @Override
  public Class<TokenAuthenticationRequest> getRequestType() {
    return TokenAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TokenAuthenticationRequest request, AuthenticationRequestContext context) {
    return ring.find(request.getToken().getToken())
        .map(key -> Uni.createFrom().item(used(key)))
        .orElseGet(() -> Uni.createFrom().failure(this::refusal));
  }

  private AuthenticationFailedException refusal() {
    refused.count(RefusedCredentials.Reason.KEY);
    return new AuthenticationFailedException();
  }

  private SecurityIdentity used(ApiKey key) {
    uses.note(key.id());
    return identity(key, null);
  }

  static SecurityIdentity identity(ApiKey key, @Nullable Session session) {
    QuarkusSecurityIdentity.Builder identity =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(key.name()))
            .addRoles(key.role().included())
            .addAttribute(KEY_ID, key.id())
            .addAttribute(KEY, key);
    if (session != null) {
      identity.addAttribute(SESSION, session);
    }
    return identity.build();
  }
}
