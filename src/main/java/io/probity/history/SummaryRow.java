package io.probity.history;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint stands and how it fared.
 *
 * @param uptime (up + degraded) / (up + degraded + down), rounded down to six decimals; null:
 *     nothing was observed
 * @param p95Ms within 2 % of the true one and some minutes old, null: no check was answered
 */
public record SummaryRow(
    SummaryEndpoint endpoint, @Nullable BigDecimal uptime, @Nullable BigDecimal p95Ms) {}
