package io.probity.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.db.Tx;
import io.probity.endpoint.Endpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    publish(tx, event, channel -> true);
  }

  /** Like {@link #publish}, but not for the channel that a delivery was for. */
  void publishToOthers(Tx tx, Event event, Claimed delivery) {
    publish(tx, event, channel -> channel.id() != delivery.channelId());
  }

  private void publish(Tx tx, Event event, Predicate<Channel> among) {
    Map<Long, Boolean> told = told(tx, event);
    Notice.Kind kind = Notice.Kind.of(event);
    List<Long> alone = new ArrayList<>();
    List<Long> grouped = new ArrayList<>();
    for (Channel each : channels.readable(tx)) {
      boolean byGroup = told.getOrDefault(each.id(), false);
      boolean groups = kind != null && (each.spec().grouping() != null || byGroup);
      if (among.test(each)
          && (wants(each.spec(), event, told.containsKey(each.id()))
              || byGroup && each.spec().enabled())) {
        (groups ? grouped : alone).add(each.id());
      }
    }
    OutboxStore.add(tx, event);
    OutboxStore.address(tx, event, alone, clock.instant());
    if (kind != null) {
      NoticeStore.leave(tx, event, kind, grouped);
    }
    metrics.published(event);
  }

  /**
   * Stores the event and one delivery for just this channel, whatever it wants to hear of.
   *
   * @return the public id of the delivery
   */
  public UUID publishTo(Tx tx, Event event, long channelId) {
    OutboxStore.add(tx, event);
    metrics.published(event);
    return OutboxStore.address(tx, event, List.of(channelId), clock.instant()).get(0);
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

  /** Who heard that the outage began which this event ends, and whether in groups. */
  private static Map<Long, Boolean> told(Tx tx, Event event) {
    String incidentId = event.data().path("incidentId").textValue();
    Endpoint endpoint = event.endpoint();
    return event.type() == EventType.ENDPOINT_UP && endpoint != null && incidentId != null
        ? OutboxStore.toldOf(tx, endpoint.id(), incidentId)
        : Map.of();
  }
}
