package io.probity.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointNameStore;
import io.probity.endpoint.InvalidInput;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenanceSpec;
import io.probity.health.MaintenanceStore;
import io.probity.health.Stretch;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the pages about maintenance show. Blocks. */
@Singleton
final class MaintenancePages {
  private static final int MOST = 500;
  private static final int PREVIEWED = 5;

  private final MaintenanceStore windows;
  private final EndpointNameStore names;
  private final InstantSource clock;

  MaintenancePages(MaintenanceStore windows, EndpointNameStore names, InstantSource clock) {
    this.windows = windows;
    this.names = names;
    this.clock = clock;
  }

  /**
   * All windows: under way, to come by their beginnings, and over, the newest first.
   *
   * @param cut whether there are more than are shown
   */
  record MaintenanceList(List<MaintenanceRow> rows, boolean cut) {}

  MaintenanceList list(Reach reach) {
    Instant now = clock.instant();
    List<Maintenance> found = windows.page(reach, 0, MOST + 1);
    return new MaintenanceList(
        found.stream()
            .limit(MOST)
            .map(each -> MaintenanceRow.of(each, now))
            .sorted(
                Comparator.comparingInt(MaintenanceRow::rank)
                    .thenComparing(MaintenancePages::bySoonest))
            .toList(),
        found.size() > MOST);
  }

  private static int bySoonest(MaintenanceRow one, MaintenanceRow other) {
    int order = one.starts().compareTo(other.starts());
    return one.rank() == 2 ? -order : order;
  }

  /**
   * One window.
   *
   * @param id null: it is to be made
   * @param recurring whether it begins by a cron
   * @param named the endpoints it is for, by id; empty: those with its labels
   * @param preview when it is next
   */
  record MaintenancePage(
      @Nullable String id,
      String name,
      FormDocument form,
      boolean recurring,
      List<FormDocument.Pair> named,
      Preview preview,
      @Nullable String managedBy) {
    /** Whether it is for endpoints by their ids. */
    public boolean isNamed() {
      return !named.isEmpty();
    }
  }

  /**
   * The next times a window is open.
   *
   * @param problem what is wrong with the definition, null: nothing
   */
  record Preview(List<Occurrence> next, @Nullable String problem) {}

  /** From when until when a window is open. */
  record Occurrence(Moment from, Moment until, String length) {}

  /** One that is to be. */
  static MaintenancePage blank() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putObject("match").putObject("labels");
    return new MaintenancePage(
        null,
        "",
        FormDocument.blank(document),
        false,
        List.of(),
        new Preview(List.of(), null),
        null);
  }

  /** One that is; empty if there is none within reach. */
  Optional<MaintenancePage> find(UUID id, Reach reach, boolean editor) {
    return windows.find(id, reach).map(found -> page(found, reach, editor));
  }

  private MaintenancePage page(Maintenance window, Reach reach, boolean editor) {
    MaintenanceSpec spec = window.spec();
    ObjectNode shown = MaintenanceCodec.show(spec);
    Map<UUID, String> called = names.of(spec.endpoints(), reach);
    return new MaintenancePage(
        window.publicId().toString(),
        spec.name(),
        new FormDocument(shown, window.revision(), !editor || spec.managedBy() != null),
        shown.has("cron"),
        spec.endpoints().stream()
            .map(
                each ->
                    new FormDocument.Pair(
                        each.toString(), called.getOrDefault(each, "not found: " + each)))
            .toList(),
        preview(spec),
        spec.managedBy());
  }

  private Preview preview(MaintenanceSpec spec) {
    Instant now = clock.instant();
    return new Preview(
        spec.stretches(now, PREVIEWED).stream().map(each -> occurrence(each, now)).toList(), null);
  }

  private static Occurrence occurrence(Stretch stretch, Instant now) {
    return new Occurrence(
        Moment.of(stretch.from(), now),
        Moment.of(stretch.until(), now),
        Moment.span(Duration.between(stretch.from(), stretch.until())));
  }

  /** The next times of what somebody is writing. */
  Preview preview(String cron, String duration, String zone) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("name", "preview").put("cron", cron).put("duration", duration);
    document.put("zone", zone.isBlank() ? "UTC" : zone).putObject("match").putObject("labels");
    try {
      return preview(MaintenanceCodec.read(document));
    } catch (InvalidInput e) {
      return new Preview(List.of(), e.errors().get(0).detail());
    }
  }
}
