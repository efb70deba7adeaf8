package io.probity.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Lets everybody pass to what {@link PublicPaths} opens, and to the rest only who has a key. */
@Singleton
class PublicPathPolicy implements HttpSecurityPolicy {
  private static final String METRICS = "/q/metrics";

  private final PublicPaths open;

  PublicPathPolicy(PublicPaths open) {
    this.open = open;
  }

  /** As application.properties calls it, where its paths are. */
  @Override
  public String name() {
    return "public-paths";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    return isOpen(request.normalizedPath())
        ? CheckResult.permit()
        : identity.map(each -> new CheckResult(!each.isAnonymous(), each));
  }

  private boolean isOpen(String path) {
    return path.startsWith(METRICS) ? open.metrics() : open.openapi();
  }
}
