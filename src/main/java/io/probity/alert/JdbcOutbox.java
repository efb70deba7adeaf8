package io.probity.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.OutboxStore.Addressed;
import io.probity.alert.ToldStore.Outage;
import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** {@link Outbox} in the database. */
@Singleton
public final class JdbcOutbox implements Outbox {
  private final ChannelStore channels;
  private final Doorbell bell;
  private final InstantSource clock;
  private final EventMetrics metrics;

  @Inject
  JdbcOutbox(ChannelStore channels, Doorbell bell, InstantSource clock, MeterRegistry meters) {
    this.channels = channels;
    this.bell = bell;
    this.clock = clock;
    this.metrics = new EventMetrics(meters);
  }

  @Override
  public void publish(Tx tx, Event event) {
    publish(tx, List.of(event));
  }

  @Override
  public void publish(Tx tx, List<Event> events) {
    publish(tx, events, channel -> true);
  }

  /** Like {@link #publish}, but not for the channel that a delivery was for. */
  void publishToOthers(Tx tx, Event event, Claimed delivery) {
    publish(tx, List.of(event), channel -> channel.id() != delivery.channelId());
  }

  private void publish(Tx tx, List<Event> events, Predicate<Channel> among) {
    if (events.isEmpty()) {
      return;
    }
    List<Channel> all = channels.outlines(tx).stream().filter(among).toList();
    Map<Outage, Map<Long, Boolean>> told =
        ToldStore.of(tx, events.stream().map(JdbcOutbox::ended).flatMap(Optional::stream).toList());
    List<Addressed> alone = new ArrayList<>();
    List<Addressed> grouped = new ArrayList<>();
    for (Event event : events) {
      Map<Long, Boolean> heard =
          ended(event).map(outage -> told.getOrDefault(outage, Map.of())).orElse(Map.of());
      boolean groups = GroupNotice.Kind.of(event) != null;
      for (Channel each : all) {
        boolean byGroup = heard.getOrDefault(each.id(), false);
        if (wants(each.spec(), event, heard.containsKey(each.id()))
            || byGroup && each.spec().enabled()) {
          boolean together = groups && (each.spec().grouping() != null || byGroup);
          (together ? grouped : alone).add(new Addressed(event, each.id()));
        }
      }
    }
    OutboxStore.add(tx, events);
    OutboxStore.address(tx, alone, clock.instant());
    NoticeStore.leave(tx, grouped);
    events.forEach(metrics::published);
  }

  /**
   * Stores the event and one delivery for just this channel, whatever it wants to hear of.
   *
   * @return the public id of the delivery
   */
  public UUID publishTo(Tx tx, Event event, long channelId) {
    OutboxStore.add(tx, List.of(event));
    metrics.published(event);
    return OutboxStore.address(tx, List.of(new Addressed(event, channelId)), clock.instant())
        .get(0);
  }

  @Override
  public void wake() {
    bell.ring();
  }

  /**
   * Whether an event goes to a channel. Who heard of an outage hears of its end, even if its labels
   * do not match any more. The end of a mere degradation is news only to those who hear of its
   * beginning.
   */
  static boolean wants(ChannelSpec channel, Event event, boolean told) {
    Endpoint endpoint = event.endpoint();
    if (event.type() == EventType.ENDPOINT_UP
        && !event.data().path("incidentId").isTextual()
        && !channel.events().contains(EventType.ENDPOINT_DEGRADED)) {
      return false;
    }
    return channel.wants(event.type(), endpoint == null || told ? null : endpoint.spec().labels());
  }

  /** The outage that an event ends, whose hearers hear of its end. */
  private static Optional<Outage> ended(Event event) {
    String incidentId = event.data().path("incidentId").textValue();
    Endpoint endpoint = event.endpoint();
    return event.type() == EventType.ENDPOINT_UP && endpoint != null && incidentId != null
        ? Optional.of(new Outage(endpoint.id(), incidentId))
        : Optional.empty();
  }
}
