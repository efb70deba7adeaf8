package io.probity.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Puts {@link AccessProblem} in place of the empty answers to refused requests. */
class AccessProblemMappers {
  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e, RoutingContext context) {
    return unauthorized(context);
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException e, RoutingContext context) {
    return unauthorized(context);
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e, RoutingContext context) {
    return response(AccessProblem.forbidden(context.request().path())).build();
  }

  /** Refusals by path and requests that cannot be routed reach no resource, hence no mapper. */
  void onRouter(@Observes Router router) {
    router
        .route()
        .order(Integer.MIN_VALUE)
        .failureHandler(
            context -> {
              if (context.failure() instanceof ForbiddenException) {
                AccessProblem.forbidden(context.request().path()).answer(context);
              } else if (context.statusCode() == 400) {
                AccessProblem.malformed(context.request().path()).answer(context);
              } else {
                context.next();
              }
            });
  }

  private static Response unauthorized(RoutingContext context) {
    boolean hasToken = BearerMechanism.hasToken(context);
    return response(AccessProblem.unauthorized(hasToken, context.request().path()))
        .header(AccessProblem.CHALLENGE_HEADER, AccessProblem.challenge(hasToken))
        .build();
  }

  private static Response.ResponseBuilder response(AccessProblem problem) {
    return Response.status(problem.status())
        .type(AccessProblem.CONTENT_TYPE)
        .entity(problem.body());
  }
}
