package io.probity.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The description of the API, which is packed as it lies in the repository: nothing is scanned or
 * put together at a start. Who may read it is decided by path.
 */
@Path("/")
@PermitAll
public final class OpenApiResource {
  private static final String DOCUMENT = "/openapi/openapi.yaml";
  private static final String UTF_8 = ";charset=UTF-8";

  /** YAML, unless JSON is asked for by {@code format} or {@code Accept}. */
  @GET
  @Path("openapi")
  @Operation(hidden = true)
  public Response read(
      @QueryParam("format") @Nullable String format, @Context HttpHeaders headers) {
    boolean json = format == null ? prefersJson(headers) : format.equalsIgnoreCase("json");
    return json ? json() : yaml();
  }

  /** As JSON. */
  @GET
  @Path("openapi.json")
  @Operation(hidden = true)
  public Response json() {
    return Response.ok(Document.JSON, MediaType.APPLICATION_JSON + UTF_8).build();
  }

  /** As YAML. */
  @GET
  @Path("openapi.{format:ya?ml}")
  @Operation(hidden = true)
  public Response yaml() {
    return Response.ok(Document.YAML, Documents.YAML + UTF_8).build();
  }

  private static boolean prefersJson(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .findFirst()
        .filter(first -> !first.isWildcardType() && !first.isWildcardSubtype())
        .filter(MediaType.APPLICATION_JSON_TYPE::isCompatible)
        .isPresent();
  }

  /** Read when somebody asks for the first time. */
  private static final class Document {
    static final byte[] YAML = read();
    static final byte[] JSON = json(YAML);

    private static byte[] read() {
      try (InputStream document = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
        return Objects.requireNonNull(document, DOCUMENT).readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static byte[] json(byte[] yaml) {
      try {
        return new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
