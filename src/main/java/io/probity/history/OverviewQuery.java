package io.probity.history;

import io.probity.endpoint.EndpointQuery;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints an overview is of.
 *
 * @param failure the wire name of the class that an endpoint is down or degraded with; null: any,
 *     or none
 */
public record OverviewQuery(EndpointQuery endpoints, @Nullable String failure) {
  /** Every endpoint. */
  public static final OverviewQuery ALL = new OverviewQuery(EndpointQuery.ALL, null);
}
