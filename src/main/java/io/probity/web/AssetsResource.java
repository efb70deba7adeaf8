package io.probity.web;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Hands out {@link Assets}; to everybody, since the log-in page needs them. */
@Path("/assets/{version}/{name}")
@PermitAll
public final class AssetsResource {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ALWAYS_ASK = "no-cache";

  private final Assets assets;

  AssetsResource(Assets assets) {
    this.assets = assets;
  }

  /** One file; of another version than ours it is not to be kept. */
  @GET
  @Operation(hidden = true)
  public Response read(
      @PathParam("version") String version,
      @PathParam("name") String name,
      @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String accepted) {
    Assets.Asset asset = assets.find(name).orElseThrow(NotFoundException::new);
    boolean packed = accepted != null && accepted.contains("gzip");
    Response.ResponseBuilder answer =
        Response.ok(packed ? asset.packed() : asset.content(), asset.type())
            .header(
                HttpHeaders.CACHE_CONTROL, version.equals(assets.version()) ? FOR_EVER : ALWAYS_ASK)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return packed ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").build() : answer.build();
  }
}
