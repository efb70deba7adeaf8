package io.probity.web;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Incidents, newest first.
 *
 * @param state {@code open}, {@code closed}, or empty: both
 * @param endpoint whose they are, null: anybody's
 * @param endpointName what that one is called
 * @param next the id of the last one shown where more follow; null: this is the last page
 * @param later whether pages precede this one
 */
public record IncidentListPage(
    String state,
    @Nullable UUID endpoint,
    String endpointName,
    List<IncidentItem> items,
    @Nullable UUID next,
    boolean later) {
  /** The link to incidents in a state, empty: in any. */
  public String to(String wanted) {
    return href(wanted, endpoint, null);
  }

  /** The link to the same of all endpoints. */
  public String ofAll() {
    return href(state, null, null);
  }

  /** The link to the next page. */
  public String toNext() {
    return href(state, endpoint, next);
  }

  private static String href(String state, @Nullable UUID endpoint, @Nullable UUID after) {
    StringBuilder query = new StringBuilder();
    if (!state.isEmpty()) {
      query.append("&state=").append(state);
    }
    if (endpoint != null) {
      query.append("&endpoint=").append(endpoint);
    }
    if (after != null) {
      query.append("&after=").append(after);
    }
    return "/incidents" + (query.isEmpty() ? "" : "?" + query.substring(1));
  }
}
