package io.probity.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.probe.Failure;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the attempts of checks from {@code failure}, without evidence and headers. */
@Singleton
final class AttemptStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Db db;

  AttemptStore(Db db) {
    this.db = db;
  }

  private static final String ATTEMPTS =
      """
      SELECT f.at, (
        SELECT json_agg(json_build_array(a.one #>> '{failure,class}', a.one #> '{timings,totalMs}') ORDER BY a.number)
        FROM jsonb_array_elements(f.attempts) WITH ORDINALITY AS a (one, number)) AS attempts
      FROM failure f
      WHERE f.endpoint_id = ? AND f.at >= ? AND f.at < ? AND jsonb_array_length(f.attempts) > 1
      """;

  /** Of the checks in {@code [from, until)} that took more than one attempt and kept them. */
  Map<Instant, List<PastAttempt>> several(long endpointId, Instant from, Instant until) {
    Map<Instant, List<PastAttempt>> attempts = new HashMap<>();
    db.list(
        ATTEMPTS,
        row ->
            attempts.put(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                parsed(row.getString("attempts"))),
        endpointId,
        from,
        until);
    return attempts;
  }

  private static List<PastAttempt> parsed(String json) {
    List<PastAttempt> attempts = new ArrayList<>();
    try {
      for (JsonNode each : JSON.readTree(json)) {
        String cls = each.path(0).textValue();
        attempts.add(
            new PastAttempt(
                cls == null ? null : Failure.stored(cls, "", Map.of()).cls(),
                micros(each.path(1).decimalValue())));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored attempts are no JSON array", e);
    }
    return attempts;
  }

  private static int micros(BigDecimal millis) {
    return millis.movePointRight(3).intValue();
  }
}
