package io.probity.web;

import io.probity.alert.IncidentDeliveryStore;
import io.probity.db.Reach;
import io.probity.endpoint.NameStore;
import io.probity.endpoint.NameStore.Named;
import io.probity.health.Incident;
import io.probity.health.IncidentStore;
import io.probity.history.FailedChecks;
import io.probity.history.FailedChecks.Within;
import io.probity.web.IncidentPage.Entry;
import io.probity.web.IncidentPage.Seen;
import io.probity.web.IncidentPage.Told;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills the pages of incidents. Blocks. */
@Singleton
final class IncidentPages {
  private static final int PAGE = 50;
  private static final int MAX_DELIVERIES = 100;
  private static final Named NAMELESS = new Named("An endpoint that is no more", true);

  private final IncidentStore incidents;
  private final NameStore names;
  private final FailedChecks checks;
  private final IncidentDeliveryStore deliveries;
  private final InstantSource clock;

  IncidentPages(
      IncidentStore incidents,
      NameStore names,
      FailedChecks checks,
      IncidentDeliveryStore deliveries,
      InstantSource clock) {
    this.incidents = incidents;
    this.names = names;
    this.checks = checks;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  /**
   * One page of the list.
   *
   * @param state {@code open}, {@code closed}; anything else: both
   * @param endpoint null: of all endpoints
   * @param after the last one of the page before, null: it is the first page
   */
  IncidentListPage list(String state, @Nullable UUID endpoint, @Nullable UUID after, Reach reach) {
    Instant now = clock.instant();
    Boolean open =
        switch (state) {
          case "open" -> Boolean.TRUE;
          case "closed" -> Boolean.FALSE;
          default -> null;
        };
    List<Incident> rows = incidents.page(open, endpoint, reach, after, PAGE + 1);
    List<Incident> kept = rows.size() > PAGE ? rows.subList(0, PAGE) : rows;
    Map<UUID, Named> named = names.names(kept.stream().map(Incident::endpoint).toList());
    List<IncidentItem> items =
        kept.stream()
            .map(each -> IncidentItem.of(each, named.getOrDefault(each.endpoint(), NAMELESS), now))
            .toList();
    return new IncidentListPage(
        open == null ? "" : state,
        endpoint,
        items.isEmpty() ? "one endpoint" : items.get(0).name(),
        items,
        rows.size() > PAGE ? kept.get(PAGE - 1).id() : null,
        after != null);
  }

  /** One of them; empty: there is none within reach. */
  Optional<IncidentPage> page(UUID id, Reach reach) {
    return incidents.find(id, reach).map(incident -> page(incident, reach));
  }

  private IncidentPage page(Incident incident, Reach reach) {
    Instant now = clock.instant();
    Named named =
        names.names(List.of(incident.endpoint())).getOrDefault(incident.endpoint(), NAMELESS);
    List<Entry> timeline =
        new ArrayList<>(incident.timeline().stream().map(each -> Entry.of(each, now)).toList());
    Collections.reverse(timeline);
    return new IncidentPage(
        IncidentItem.of(incident, named, now),
        Evidence.of(incident.failure().path("evidence")),
        classes(incident, now),
        List.copyOf(timeline),
        deliveries.of(incident.id(), incident.openedAt(), reach, MAX_DELIVERIES).stream()
            .map(each -> Told.of(each, now))
            .toList());
  }

  private List<Seen> classes(Incident incident, Instant now) {
    Map<String, Integer> counts = new HashMap<>(incident.classes());
    Incident.Uncounted uncounted = incident.uncounted();
    if (uncounted != null) {
      Instant until = incident.closedAt() == null ? now : incident.closedAt();
      checks
          .counts(List.of(new Within(uncounted.endpointId(), uncounted.from(), until)))
          .get(0)
          .forEach((cls, count) -> counts.merge(cls.wireName(), count.checks(), Integer::sum));
    }
    return counts.entrySet().stream()
        .map(each -> new Seen(Cause.of(each.getKey(), ""), each.getValue()))
        .sorted(
            Comparator.comparingInt(Seen::checks)
                .reversed()
                .thenComparing(each -> each.cause().cls()))
        .toList();
  }
}
