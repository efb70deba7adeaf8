package io.probity.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.probity.history.SummaryEndpoint;
import io.probity.history.SummaryRow;
import io.probity.probe.ProbeJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How all endpoints stand, written as it is: for thousands of them no tree is made. */
record SummaryJson(Map<String, Integer> counts, List<Item> endpoints) {
  /** One endpoint; {@code failure} is a JSON document. */
  record Item(
      UUID id,
      @Nullable String key,
      String name,
      String state,
      @Nullable String since,
      @JsonRawValue @Nullable String failure,
      @Nullable BigDecimal uptime,
      @Nullable BigDecimal p95Ms,
      @Nullable String certificateNotAfter) {
    static Item of(SummaryRow row) {
      SummaryEndpoint endpoint = row.endpoint();
      return new Item(
          endpoint.id(),
          endpoint.key(),
          endpoint.name(),
          endpoint.state(),
          text(endpoint.since()),
          endpoint.failure(),
          row.uptime(),
          row.p95Ms(),
          text(endpoint.certificateNotAfter()));
    }
  }

  static SummaryJson of(List<SummaryRow> rows) {
    Map<String, Integer> counts = new TreeMap<>();
    EndpointFilter.STATES.forEach(state -> counts.put(state, 0));
    rows.forEach(row -> counts.merge(row.endpoint().state(), 1, Integer::sum));
    return new SummaryJson(counts, rows.stream().map(Item::of).toList());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : ProbeJson.instant(instant);
  }
}
