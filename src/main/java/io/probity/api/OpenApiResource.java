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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
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
  public Response read(@QueryParam("format") @Nullable String format, @Context HttpHeaders headers)
      throws IOException {
    boolean json = format == null ? prefersJson(headers) : format.equalsIgnoreCase("json");
    return json ? json() : yaml();
  }

  /** As JSON. */
  @GET
  @Path("openapi.json")
  @Operation(hidden = true)
  public Response json() throws IOException {
    byte[] json = new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(document()));
    return Response.ok(json, MediaType.APPLICATION_JSON + UTF_8).build();
  }

  /** As YAML. */
  @GET
  @Path("openapi.{format:ya?ml}")
  @Operation(hidden = true)
  public Response yaml() throws IOException {
    return Response.ok(document(), Documents.YAML + UTF_8).build();
  }

  private static boolean prefersJson(HttpHeaders headers) {
    MediaType first = headers.getAcceptableMediaTypes().get(0);
    return first.isCompatible(MediaType.APPLICATION_JSON_TYPE)
        && !first.isWildcardType()
        && !first.isWildcardSubtype();
  }

  private static byte[] document() throws IOException {
    try (InputStream document = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
      if (document == null) {
        throw new FileNotFoundException(DOCUMENT);
      }
      return document.readAllBytes();
    }
  }
}
