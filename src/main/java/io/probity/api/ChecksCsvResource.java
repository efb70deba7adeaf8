package io.probity.api;

import io.probity.access.Role;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The history of an endpoint for spreadsheets. */
@Path(Api.BASE + "/endpoints/{id}/checks.csv")
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class ChecksCsvResource {
  private final CheckExport export;

  ChecksCsvResource(CheckExport export) {
    this.export = export;
  }

  /** All checks, newest first. */
  @GET
  @Blocking
  @Produces("text/csv")
  @Operation(
      operationId = "exportChecksCsv",
      summary = "Export the checks of an endpoint as CSV",
      description =
          "The columns are named as the members of a check; evidence is only in the other form. A row with the verdict `unreadable` stands for checks that are damaged in the database.")
  @APIResponse(
      responseCode = "200",
      description = "Every check there is, newest first, streamed",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
  public Response read(
      @PathParam("id") String id,
      @Parameter(description = "Not before this", schema = @Schema(ref = "Timestamp"))
          @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "Before this", schema = @Schema(ref = "Timestamp")) @QueryParam("to")
          @Nullable String to) {
    CsvChecks csv = new CsvChecks();
    return export.answer(id, from, to, CsvChecks.HEADER, csv::rows);
  }
}
