package io.probity.health;

import io.probity.db.Json;
import io.probity.db.Tx;
import io.probity.probe.Failure;
import io.probity.probe.ProbeJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes steps of the health of many endpoints in a few statements: their states, periods and
 * incidents.
 */
final class HealthStepStore {
  private static final String ADVANCE =
      """
      INSERT INTO health AS h
        (endpoint_id, observed, since, paused, maintenance_since, incident_id, failure,
         last_good, degraded_told, flapping, changes, version, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (endpoint_id) DO UPDATE SET
        observed = excluded.observed, since = excluded.since, paused = excluded.paused,
        maintenance_since = CASE WHEN excluded.maintenance_since IS NOT NULL
          THEN coalesce(h.maintenance_since, excluded.maintenance_since) END,
        incident_id = excluded.incident_id,
        failure = CASE WHEN excluded.observed = h.observed
          THEN coalesce(excluded.failure, h.failure) ELSE excluded.failure END,
        last_good = coalesce(excluded.last_good, h.last_good),
        degraded_told = excluded.degraded_told, flapping = excluded.flapping,
        changes = excluded.changes, version = excluded.version,
        updated_at = excluded.updated_at
      WHERE h.version = excluded.version - 1
      """;

  private HealthStepStore() {}

  /** As {@link HealthStore#apply(Tx, List, Instant)} promises. */
  static boolean[] write(Tx tx, List<HealthChange> changes, Instant now) {
    List<@Nullable Object[]> states = new ArrayList<>();
    changes.forEach(each -> states.add(state(each, now)));
    int[] touched = tx.batch(ADVANCE, states);
    boolean[] written = new boolean[touched.length];
    List<HealthChange> news = new ArrayList<>();
    for (int i = 0; i < touched.length; i++) {
      written[i] = touched[i] == 1;
      if (written[i]) {
        news.add(changes.get(i));
      }
    }
    addPeriods(tx, news);
    open(tx, news, now);
    close(tx, news, now);
    return written;
  }

  private static @Nullable Object[] state(HealthChange change, Instant now) {
    HealthState next = change.next();
    Transition transition = change.transition();
    return new @Nullable Object[] {
      change.endpointId(),
      next.observed().number(),
      next.since() == null ? change.periodFrom() : next.since(),
      change.period() == PeriodState.PAUSED,
      change.period() == PeriodState.MAINTENANCE ? change.periodFrom() : null,
      next.incidentId(),
      transition == null || transition.failure() == null
          ? null
          : new Json(ProbeJson.failure(transition.failure()).toString()),
      change.lastGood() == null ? null : new Json(change.lastGood().toString()),
      next.told().degraded(),
      next.told().flapping(),
      ToldJson.changes(next.told()),
      change.expectedVersion() + 1,
      now
    };
  }

  private static void addPeriods(Tx tx, List<HealthChange> changes) {
    List<@Nullable Object[]> periods = new ArrayList<>();
    for (HealthChange each : changes) {
      if (each.periodFrom() != null) {
        periods.add(
            new @Nullable Object[] {each.endpointId(), each.periodFrom(), each.period().number()});
      }
    }
    if (!periods.isEmpty()) {
      tx.batch(
          """
          INSERT INTO health_period (endpoint_id, from_at, state) VALUES (?, ?, ?)
          ON CONFLICT (endpoint_id, from_at) DO UPDATE SET state = excluded.state
          """,
          periods);
    }
  }

  private static void open(Tx tx, List<HealthChange> changes, Instant now) {
    List<@Nullable Object[]> incidents = new ArrayList<>();
    List<@Nullable Object[]> entries = new ArrayList<>();
    for (HealthChange each : changes) {
      Transition transition = each.transition();
      if (transition != null && transition.opensIncident() && transition.failure() != null) {
        UUID incident = transition.incidentId();
        Json failure = new Json(ProbeJson.failure(transition.failure()).toString());
        incidents.add(
            new @Nullable Object[] {incident, each.endpointId(), each.periodFrom(), failure});
        entries.add(HealthStore.entryRow(incident, now, "opened", detail(transition.failure())));
      }
    }
    if (!incidents.isEmpty()) {
      tx.batch(
          "INSERT INTO incident (id, endpoint_id, opened_at, failure) VALUES (?, ?, ?, ?)",
          incidents);
      tx.batch(HealthStore.ENTRY, entries);
    }
  }

  private static String detail(Failure failure) {
    return ProbeJson.failure(failure).required("detail").textValue();
  }

  private static void close(Tx tx, List<HealthChange> changes, Instant now) {
    Map<UUID, Transition> ended = new HashMap<>();
    for (HealthChange each : changes) {
      Transition transition = each.transition();
      if (transition != null
          && transition.incidentId() != null
          && transition.resolution() != null
          && !(transition.opensIncident() && transition.failure() != null)) {
        ended.put(transition.incidentId(), transition);
      }
    }
    if (ended.isEmpty()) {
      return;
    }
    List<@Nullable Object[]> entries = new ArrayList<>();
    for (Closed each : closed(tx, List.copyOf(ended.values()))) {
      Resolution resolution = Resolution.ofNumber(each.resolution()).orElseThrow();
      entries.add(
          HealthStore.entryRow(
              each.incident(),
              now,
              "closed",
              resolution.wireName() + " after " + Elapsed.text(each.lasted())));
    }
    if (!entries.isEmpty()) {
      tx.batch(HealthStore.ENTRY, entries);
    }
  }

  private record Closed(UUID incident, int resolution, Duration lasted) {}

  /** Those that had been open until now. */
  private static List<Closed> closed(Tx tx, List<Transition> ends) {
    return tx.list(
        """
        UPDATE incident SET closed_at = greatest(ended.at, opened_at), resolution = ended.resolution
        FROM unnest(?::uuid[], ?::timestamptz[], ?::bigint[]) AS ended (id, at, resolution)
        WHERE incident.id = ended.id AND closed_at IS NULL
        RETURNING incident.id, incident.resolution,
          extract(epoch FROM closed_at - opened_at)::bigint
        """,
        row ->
            new Closed(
                row.getObject(1, UUID.class), row.getInt(2), Duration.ofSeconds(row.getLong(3))),
        ends.stream().map(Transition::incidentId).toArray(UUID[]::new),
        ends.stream().map(each -> each.since().toString()).toArray(String[]::new),
        ends.stream().map(HealthStepStore::resolution).mapToLong(Resolution::number).toArray());
  }

  private static Resolution resolution(Transition ended) {
    return Objects.requireNonNull(ended.resolution());
  }
}
