package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceCodec;
import io.probity.health.Stretch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window in a list.
 *
 * @param labels what endpoints must carry, as {@code name:value}
 * @param endpoints how many are named, 0: they are found by labels
 * @param cron when it begins, null: it is once
 * @param duration beside the cron
 * @param zone beside the cron
 * @param phase {@code now}, {@code next} or {@code past}
 * @param from when the stretch that it is about begins or began, null: it never did
 * @param until when that ends or ended
 * @param starts the same for sorting
 */
record MaintenanceRow(
    String id,
    String name,
    List<String> labels,
    int endpoints,
    @Nullable String cron,
    String duration,
    String zone,
    String phase,
    @Nullable Moment from,
    @Nullable Moment until,
    Instant starts,
    @Nullable String managedBy) {
  static MaintenanceRow of(Maintenance window, Instant now) {
    var spec = window.spec();
    JsonNode shown = MaintenanceCodec.show(spec);
    List<Stretch> coming = spec.stretches(now, 1);
    List<Stretch> all = coming.isEmpty() ? spec.stretches(Instant.EPOCH, 1) : coming;
    Stretch stretch = all.isEmpty() ? null : all.get(0);
    return new MaintenanceRow(
        window.publicId().toString(),
        spec.name(),
        spec.labels() == null ? List.of() : ChannelRow.labels(spec.labels()),
        spec.endpoints().size(),
        shown.path("cron").textValue(),
        shown.path("duration").asText(),
        shown.path("zone").asText(),
        coming.isEmpty() ? "past" : coming.get(0).covers(now) ? "now" : "next",
        stretch == null ? null : Moment.of(stretch.from(), now),
        stretch == null ? null : Moment.of(stretch.until(), now),
        stretch == null ? Instant.EPOCH : stretch.from(),
        spec.managedBy());
  }

  /** Where it comes in the list: what is under way, what comes next, what is over. */
  int rank() {
    return phase.equals("now") ? 0 : phase.equals("next") ? 1 : 2;
  }
}
