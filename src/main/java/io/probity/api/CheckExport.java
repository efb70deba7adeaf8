package io.probity.api;

import io.probity.access.Callers;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.Endpoints;
import io.probity.history.CheckFilter;
import io.probity.history.CheckPage;
import io.probity.history.Checks;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Streams the stored checks of an endpoint, some thousand at a time, as fast as they are read. */
@Singleton
final class CheckExport {
  private final Endpoints endpoints;
  private final Checks checks;
  private final Callers callers;

  CheckExport(Endpoints endpoints, Checks checks, Callers callers) {
    this.endpoints = endpoints;
    this.checks = checks;
    this.callers = callers;
  }

  /**
   * The answer to a request for all checks between two instants.
   *
   * @param head what it begins with
   * @param form gives the bytes of some checks
   */
  Response answer(
      String id,
      @Nullable String from,
      @Nullable String to,
      String head,
      Function<CheckPage, byte[]> form) {
    Endpoint endpoint =
        endpoints.find(PathIds.uuid(id), callers.reach()).orElseThrow(NotFoundException::new);
    Query query = new Query();
    Instant begin = query.instant("from", from);
    Instant end = query.instant("to", to);
    query.ordered(begin, end);
    query.check();
    CheckFilter filter = new CheckFilter(begin, end, null, Set.of());
    StreamingOutput body =
        out -> {
          out.write(head.getBytes(StandardCharsets.UTF_8));
          write(checks, endpoint.id(), filter, form, out);
        };
    return Response.ok(body).build();
  }

  /** Writes the checks that match, newest first. */
  static void write(
      Checks checks,
      long endpointId,
      CheckFilter filter,
      Function<CheckPage, byte[]> form,
      OutputStream out) {
    checks.each(endpointId, filter, page -> write(out, form.apply(page)));
  }

  private static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
