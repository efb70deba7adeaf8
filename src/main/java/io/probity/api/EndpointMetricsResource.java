package io.probity.api;

import io.probity.access.Callers;
import io.probity.check.Observation;
import io.probity.check.Observations;
import io.probity.db.Reach;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What was found last of each endpoint, for Prometheus. Like any exporter a replica tells only what
 * it probes itself; all of them are scraped.
 */
@Path(EndpointMetricsResource.PATH)
@RolesAllowed(Api.VIEWER)
public final class EndpointMetricsResource {
  static final String PATH = "/metrics/endpoints";

  private static final String TEXT = "text/plain";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final int PATIENCE_SECONDS = 5;

  private final Observations observations;
  private final Callers callers;

  EndpointMetricsResource(Observations observations, Callers callers) {
    this.observations = observations;
    this.callers = callers;
  }

  /** The endpoints with all of these labels and one of these ids; none given: all. */
  @GET
  @Produces({TEXT, OPEN_METRICS})
  public Response read(
      @QueryParam("label") List<String> labels,
      @QueryParam("endpoint") List<String> ids,
      @Context HttpHeaders headers) {
    Query query = new Query();
    List<Map.Entry<String, String>> wanted =
        EndpointFilter.of(labels, List.of(), null, query).labels();
    List<String> among = ids.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    if (!among.stream().allMatch(PathIds::isUuid)) {
      query.refuse("endpoint", "Must be the id of an endpoint.");
    }
    query.check();
    Reach reach = callers.reach();
    List<Observation> found =
        now().stream()
            .filter(each -> reach.covers(each.endpoint().spec().labels()))
            .filter(each -> fits(each, wanted, among))
            .toList();
    boolean openMetrics = wantsOpenMetrics(headers);
    boolean gzip = takesGzip(headers);
    StreamingOutput body =
        out -> {
          if (gzip) {
            out = new FastGzip(out);
          }
          Exposition.write(found, openMetrics, out);
          out.close();
        };
    Response.ResponseBuilder answer =
        Response.ok(body)
            .type(
                openMetrics
                    ? OPEN_METRICS + ";version=1.0.0;charset=utf-8"
                    : TEXT + ";version=0.0.4;charset=utf-8")
            .header(HttpHeaders.VARY, "Accept, Accept-Encoding");
    return (gzip ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip") : answer).build();
  }

  private List<Observation> now() {
    try {
      return observations.now().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new ServiceUnavailableException((long) PATIENCE_SECONDS, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceUnavailableException((long) PATIENCE_SECONDS, e);
    }
  }

  private static boolean fits(
      Observation each, List<Map.Entry<String, String>> labels, List<String> ids) {
    return (ids.isEmpty() || ids.contains(each.endpoint().publicId().toString()))
        && each.endpoint().spec().labels().entrySet().containsAll(labels);
  }

  /** Whether it is named before the text format; who takes anything gets that. */
  private static boolean wantsOpenMetrics(HttpHeaders headers) {
    for (MediaType each : headers.getAcceptableMediaTypes()) {
      if (each.getSubtype().equalsIgnoreCase("openmetrics-text")) {
        return true;
      }
      if (each.isWildcardType() || each.isCompatible(MediaType.TEXT_PLAIN_TYPE)) {
        return false;
      }
    }
    return false;
  }

  private static boolean takesGzip(HttpHeaders headers) {
    String codings = String.join(",", headers.getRequestHeader(HttpHeaders.ACCEPT_ENCODING));
    for (String each : codings.toLowerCase(Locale.ROOT).replace(" ", "").split(",")) {
      if (each.equals("gzip") || each.startsWith("gzip;q=") && !each.matches("gzip;q=0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }

  /** The text repeats itself so much that the lowest level does. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
