package io.probity.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.access.Callers;
import io.probity.access.Role;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointQuery;
import io.probity.history.Summaries;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How all endpoints stand. */
@Path(Api.BASE + "/summary")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "History")
@RolesAllowed(Role.VIEWER_NAME)
public final class SummaryResource {
  private static final Map<String, Integer> DAYS = Map.of("24h", 1, "7d", 7, "30d", 30, "90d", 90);

  private final Summaries summaries;
  private final Callers callers;
  private final ObjectMapper json;
  private final SharedReads<Question, byte[]> answers = new SharedReads<>();

  private record Question(EndpointQuery filter, Reach reach, int days) {}

  SummaryResource(Summaries summaries, Callers callers, ObjectMapper json) {
    this.summaries = summaries;
    this.callers = callers;
    this.json = json;
  }

  /** All endpoints in one answer. */
  @GET
  @Operation(
      operationId = "getSummary",
      summary = "Read how all endpoints stand and fare",
      description =
          "State and uptime are those of now; windows longer than 24h may begin up to some hours early. Latency is some minutes old, and some hours where the window is longer than 24h.")
  @APIResponse(
      responseCode = "200",
      description = "Every endpoint that matches, in the order they were registered",
      content = @Content(schema = @Schema(ref = "Summary")))
  public byte[] read(
      @Parameter(description = "24h by default", schema = @Schema(ref = "SummaryWindow"))
          @QueryParam("window")
          @Nullable String window,
      @Parameter(description = "A label `name:value` that must be there; repeatable")
          @QueryParam("label")
          List<String> labels,
      @Parameter(
              description =
                  "Any of up, degraded, down, unknown, paused, maintenance; repeatable, or with commas")
          @QueryParam("state")
          List<String> states) {
    Query query = new Query();
    Integer days = query.named("window", window, DAYS::get, "one of 24h, 7d, 30d and 90d");
    EndpointQuery filter = EndpointFilter.of(labels, states, null, query);
    query.check();
    Question question = new Question(filter, callers.reach(), days == null ? 1 : days);
    return answers.of(question, () -> answer(question));
  }

  private byte[] answer(Question question) {
    try {
      return json.writeValueAsBytes(
          SummaryJson.of(summaries.rows(question.filter(), question.reach(), question.days())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
