package io.probity.status;

import io.probity.health.Incident;
import io.probity.health.IncidentStore;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceStore;
import io.probity.health.Stretch;
import io.probity.history.DailyUptime;
import io.probity.history.SummaryEndpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Makes what a status page shows from what is known of its endpoints. Blocks. */
@Singleton
final class PublicPages {
  private static final Set<String> OBSERVED = Set.of("up", "degraded", "down");
  private static final Duration PAST = Duration.ofDays(14);
  private static final Duration AHEAD = Duration.ofDays(30);
  private static final int MAX_SERVICES = 500;
  private static final int MAX_INCIDENTS = 50;
  private static final int MAX_PLANNED = 20;

  private final DailyUptime uptime;
  private final IncidentStore incidents;
  private final MaintenanceStore maintenance;
  private final InstantSource clock;

  @Inject
  PublicPages(
      DailyUptime uptime,
      IncidentStore incidents,
      MaintenanceStore maintenance,
      InstantSource clock) {
    this.uptime = uptime;
    this.incidents = incidents;
    this.maintenance = maintenance;
    this.clock = clock;
  }

  PublicPage make(StatusPageSpec spec) {
    Instant now = clock.instant();
    List<DailyUptime.Service> services = uptime.of(spec.match(), spec.groupBy(), MAX_SERVICES);
    long[] ids = services.stream().mapToLong(each -> each.endpoint().number()).toArray();
    PublicWords.Overall overall =
        PublicWords.overall(services.stream().map(PublicPages::state).toList());
    return new PublicPage(
        spec.title(),
        spec.description(),
        overall.state(),
        overall.sentence(),
        groups(services.subList(0, Math.min(MAX_SERVICES, services.size()))),
        Math.max(0, services.size() - MAX_SERVICES),
        troubles(ids, services, now),
        planned(ids, now),
        now);
  }

  private static List<PublicPage.Group> groups(List<DailyUptime.Service> services) {
    Map<String, List<PublicPage.Service>> named = new TreeMap<>();
    List<PublicPage.Service> others = new ArrayList<>();
    for (DailyUptime.Service each : services) {
      String group = each.group();
      (group == null ? others : named.computeIfAbsent(group, name -> new ArrayList<>()))
          .add(service(each));
    }
    List<PublicPage.Group> groups = new ArrayList<>();
    named.forEach((name, own) -> groups.add(new PublicPage.Group(name, own)));
    if (!others.isEmpty()) {
      groups.add(new PublicPage.Group(null, others));
    }
    return groups;
  }

  private static PublicPage.Service service(DailyUptime.Service each) {
    return new PublicPage.Service(
        each.endpoint().name(),
        state(each),
        each.uptime(),
        each.days().stream()
            .map(day -> new PublicPage.Day(day.date(), worst(day), day.down()))
            .toList());
  }

  private static String state(DailyUptime.Service each) {
    String state = each.endpoint().state();
    return each.silent() && OBSERVED.contains(state) ? "unknown" : state;
  }

  private static String worst(DailyUptime.Day day) {
    if (!day.down().isZero()) {
      return "down";
    }
    if (!day.degraded().isZero()) {
      return "degraded";
    }
    if (!day.up().isZero()) {
      return "up";
    }
    return day.maintenance().isZero() ? "unknown" : "maintenance";
  }

  private List<PublicPage.Trouble> troubles(
      long[] ids, List<DailyUptime.Service> services, Instant now) {
    Map<UUID, SummaryEndpoint> byId = new HashMap<>();
    services.forEach(each -> byId.put(each.endpoint().id(), each.endpoint()));
    List<PublicPage.Trouble> troubles = new ArrayList<>();
    for (Incident incident : incidents.since(ids, now.minus(PAST), MAX_INCIDENTS)) {
      SummaryEndpoint endpoint = byId.get(incident.endpoint());
      if (endpoint != null) {
        troubles.add(
            new PublicPage.Trouble(
                endpoint.name(),
                incident.openedAt(),
                incident.closedAt(),
                PublicWords.trouble(incident.failure().path("phase").asText())));
      }
    }
    return troubles;
  }

  private List<PublicPage.Planned> planned(long[] ids, Instant now) {
    List<PublicPage.Planned> planned = new ArrayList<>();
    for (Maintenance window : maintenance.touching(ids)) {
      Stretch next = window.spec().next(now);
      if (next != null && next.from().isBefore(now.plus(AHEAD))) {
        planned.add(new PublicPage.Planned(window.spec().name(), next.from(), next.until()));
      }
    }
    planned.sort(Comparator.comparing(PublicPage.Planned::from));
    return planned.subList(0, Math.min(MAX_PLANNED, planned.size()));
  }
}
