package io.probity.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriBuilder;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets {@code /endpoints:batch} be asked for as {@code /endpoints%3Abatch} too: some clients encode
 * every colon of a path.
 */
final class EncodedColons {
  private static final Pattern ENCODED =
      Pattern.compile(Pattern.quote(Api.BASE) + "/endpoints%3[Aa]batch");

  @ServerRequestFilter(preMatching = true)
  void decode(ContainerRequestContext request) {
    if (ENCODED.matcher(request.getUriInfo().getRequestUri().getRawPath()).matches()) {
      request.setRequestUri(
          UriBuilder.fromUri(request.getUriInfo().getRequestUri())
              .replacePath(Api.BASE + "/endpoints:batch")
              .build());
    }
  }
}
