package io.probity.history;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A living endpoint as an overview shows it.
 *
 * @param url as it is configured: to be masked
 * @param labels each as {@code name:value}, in order
 * @param cause what it is down or degraded with, null: it is neither
 * @param incident the open one, null: none
 * @param p95Ms of the last 24 hours, some minutes old; null: no check was answered
 */
public record OverviewRow(
    SummaryEndpoint endpoint,
    OverviewPlace place,
    String url,
    List<String> labels,
    boolean flapping,
    @Nullable Cause cause,
    @Nullable OpenIncident incident,
    @Nullable BigDecimal p95Ms) {
  /**
   * Why.
   *
   * @param cls wire name of the failure class
   * @param detail one sentence; may be empty
   */
  public record Cause(String cls, String detail) {}

  /**
   * An incident that lasts.
   *
   * @param acknowledgedBy null: nobody
   * @param mutedUntil null: it was not muted
   */
  public record OpenIncident(
      UUID id, @Nullable String acknowledgedBy, @Nullable Instant mutedUntil) {}
}
