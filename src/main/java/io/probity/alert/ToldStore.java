package io.probity.alert;

import io.probity.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who was told that outages began. */
final class ToldStore {
  private ToldStore() {}

  /** An incident of an endpoint. */
  record Outage(long endpointId, String incidentId) {}

  /**
   * For each outage the channels that were told that it began, or are about to be; each with
   * whether what it hears of the endpoint is grouped. Outages of which nobody was told are missing.
   */
  static Map<Outage, Map<Long, Boolean>> of(Tx tx, List<Outage> outages) {
    Map<Outage, Map<Long, Boolean>> told = new HashMap<>();
    if (outages.isEmpty()) {
      return told;
    }
    tx.list(
        """
        SELECT over.endpoint, over.incident, told.channel_id, bool_or(told.grouped)
        FROM unnest(?::bigint[], ?::text[]) AS over (endpoint, incident)
        CROSS JOIN LATERAL (
          SELECT d.channel_id, false AS grouped
          FROM event e JOIN delivery d ON d.event_id = e.id
          WHERE e.endpoint_id = over.endpoint
            AND e.type IN ('endpoint.down', 'endpoint.flapping')
            AND e.data ->> 'incidentId' = over.incident
          UNION ALL
          SELECT channel_id, true FROM alert_standing
          WHERE endpoint_id = over.endpoint AND NOT recovery
          UNION ALL
          SELECT channel_id, true FROM alert_notice
          WHERE endpoint_id = over.endpoint AND kind = 0) told
        GROUP BY over.endpoint, over.incident, told.channel_id
        """,
        row ->
            told.computeIfAbsent(
                    new Outage(row.getLong(1), row.getString(2)), outage -> new HashMap<>())
                .put(row.getLong(3), row.getBoolean(4)),
        outages.stream().mapToLong(Outage::endpointId).toArray(),
        outages.stream().map(Outage::incidentId).toArray(String[]::new));
    return told;
  }
}
