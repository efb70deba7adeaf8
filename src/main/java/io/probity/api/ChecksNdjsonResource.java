package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.access.Role;
import io.probity.history.CheckPage;
import io.probity.probe.ProbeJson;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The history of an endpoint for programs. */
@Path(Api.BASE + "/endpoints/{id}/checks.ndjson")
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class ChecksNdjsonResource {
  private final CheckExport export;

  ChecksNdjsonResource(CheckExport export) {
    this.export = export;
  }

  /** All checks, newest first. */
  @GET
  @Blocking
  @Produces("application/x-ndjson")
  @Operation(
      operationId = "exportChecksNdjson",
      summary = "Export the checks of an endpoint as NDJSON",
      description =
          "One check a line. A line with the only member `unreadable` stands for checks that are damaged in the database.")
  @APIResponse(
      responseCode = "200",
      description = "Every check there is, newest first, streamed",
      content =
          @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)))
  public Response read(
      @PathParam("id") String id,
      @Parameter(description = "Not before this", schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Before this", schema = @Schema(ref = "Timestamp")) @QueryParam("to")
          @Nullable String to) {
    return export.answer(id, from, to, "", ChecksNdjsonResource::lines);
  }

  private static byte[] lines(CheckPage page) {
    StringBuilder lines = new StringBuilder();
    page.checks().forEach(check -> lines.append(ProbeJson.check(check)).append('\n'));
    page.unreadable()
        .forEach(
            each ->
                lines
                    .append(
                        JsonNodeFactory.instance
                            .objectNode()
                            .set("unreadable", UnreadableJson.of(each))
                            .toString())
                    .append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
