package io.probity.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.Channel;
import io.probity.alert.ChannelCodec;
import io.probity.alert.ChannelStore;
import io.probity.alert.DeliveryState;
import io.probity.alert.DeliveryStore;
import io.probity.alert.DeliveryView;
import io.probity.alert.EventType;
import io.probity.alert.RecentDeliveryStore;
import io.probity.alert.RecentDeliveryStore.Recent;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointNameStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the pages about channels show. Blocks. */
@Singleton
final class ChannelPages {
  private static final int PAGE = 50;
  private static final int DELIVERIES = 25;

  /** What can be chosen; a test is sent to whom it is asked for. */
  static final List<String> EVENTS =
      Arrays.stream(EventType.values())
          .filter(type -> type != EventType.CHANNEL_TEST && type != EventType.ENDPOINT_DOWN_GROUP)
          .map(EventType::wireName)
          .toList();

  private static final List<String> USUAL =
      List.of(
          "endpoint.down",
          "endpoint.up",
          "certificate.expiring",
          "certificate.expired",
          "prober.impaired",
          "prober.recovered");

  private final ChannelStore channels;
  private final ChannelCodec codec;
  private final DeliveryStore deliveries;
  private final RecentDeliveryStore recent;
  private final EndpointNameStore names;
  private final InstantSource clock;

  ChannelPages(
      ChannelStore channels,
      ChannelCodec codec,
      DeliveryStore deliveries,
      RecentDeliveryStore recent,
      EndpointNameStore names,
      InstantSource clock) {
    this.channels = channels;
    this.codec = codec;
    this.deliveries = deliveries;
    this.recent = recent;
    this.names = names;
    this.clock = clock;
  }

  /**
   * A page of the list.
   *
   * @param next after which number the next page begins, null: this is the last one
   */
  record ChannelList(List<ChannelRow> rows, @Nullable Long next) {}

  ChannelList list(Reach reach, long after) {
    List<Channel> rows = channels.page(reach, after, PAGE + 1);
    List<Channel> kept = rows.size() > PAGE ? rows.subList(0, PAGE) : rows;
    Map<Long, Recent> lately = recent.of(kept.stream().map(Channel::id).toList(), reach);
    return new ChannelList(
        kept.stream()
            .map(each -> ChannelRow.of(each, lately.getOrDefault(each.id(), Recent.NOTHING)))
            .toList(),
        rows.size() > PAGE ? kept.get(kept.size() - 1).id() : null);
  }

  /**
   * One channel.
   *
   * @param channel null: it is to be made
   * @param events what it can hear of
   * @param log what was sent, null: nothing could be yet
   */
  record ChannelPage(
      @Nullable ChannelRow channel, FormDocument form, List<String> events, @Nullable Log log) {}

  /**
   * What was sent to it.
   *
   * @param state only those in it; empty: all
   * @param next before which number the next page begins, null: this is the last one
   */
  record Log(List<DeliveryRow> rows, String state, @Nullable Long next) {}

  /** One that is to be. */
  static ChannelPage blank() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    var events = document.putArray("events");
    USUAL.forEach(events::add);
    return new ChannelPage(null, FormDocument.blank(document), EVENTS, null);
  }

  /**
   * One that is; empty if there is none within reach.
   *
   * @param editor whether whoever looks may change it
   * @param state only deliveries in it, null: all
   * @param before only deliveries with a smaller number
   */
  Optional<ChannelPage> find(
      UUID id, Reach reach, boolean editor, @Nullable String state, long before) {
    return channels.find(id, reach).map(found -> page(found, reach, editor, state, before));
  }

  private ChannelPage page(
      Channel channel, Reach reach, boolean editor, @Nullable String state, long before) {
    boolean readOnly = !editor || channel.spec().managedBy() != null;
    Recent lately =
        recent.of(List.of(channel.id()), reach).getOrDefault(channel.id(), Recent.NOTHING);
    return new ChannelPage(
        ChannelRow.of(channel, lately),
        new FormDocument(codec.show(channel.spec(), editor), channel.revision(), readOnly),
        EVENTS,
        log(channel, reach, editor, state, before));
  }

  private Log log(
      Channel channel, Reach reach, boolean editor, @Nullable String state, long before) {
    DeliveryState wanted = state == null ? null : DeliveryState.ofWireName(state).orElse(null);
    List<DeliveryView> rows = deliveries.page(channel.id(), reach, wanted, before, DELIVERIES + 1);
    List<DeliveryView> kept = rows.size() > DELIVERIES ? rows.subList(0, DELIVERIES) : rows;
    Map<UUID, String> about =
        names.of(
            kept.stream().map(DeliveryView::endpoint).filter(Objects::nonNull).distinct().toList(),
            reach);
    Instant now = clock.instant();
    return new Log(
        kept.stream().map(each -> DeliveryRow.of(each, about, editor, now)).toList(),
        wanted == null ? "" : wanted.wireName(),
        rows.size() > DELIVERIES ? kept.get(kept.size() - 1).id() : null);
  }
}
