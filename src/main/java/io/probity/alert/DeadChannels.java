package io.probity.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Ids;
import io.probity.db.Tx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Tells the other channels that one does not get its messages, once in a while. */
@Singleton
final class DeadChannels {
  /** How long nothing more is said of the same channel. */
  static final Duration SILENCE = Duration.ofHours(1);

  private final JdbcOutbox outbox;
  private final Links links;

  @Inject
  DeadChannels(JdbcOutbox outbox, AlertConfig config) {
    this(outbox, new Links(config.publicUrl()));
  }

  DeadChannels(JdbcOutbox outbox, Links links) {
    this.outbox = outbox;
    this.links = links;
  }

  /**
   * Announces the channels of deliveries that were given up just now. A {@code channel.dead} that
   * was given up itself is not announced: two dead channels would tell each other for ever.
   */
  void tell(Tx tx, List<Outcome> givenUp, Instant now) {
    givenUp.stream()
        .filter(each -> !each.claimed().eventType().equals(EventType.CHANNEL_DEAD.wireName()))
        // In one order everywhere, so that two replicas do not wait for each other.
        .sorted(Comparator.comparingLong(each -> each.claimed().channelId()))
        .forEach(each -> tell(tx, each, now));
  }

  private void tell(Tx tx, Outcome outcome, Instant now) {
    Claimed claimed = outcome.claimed();
    ChannelStore.noteDeadTold(tx, claimed.channelId(), now, now.minus(SILENCE))
        .ifPresent(name -> outbox.publishToOthers(tx, event(outcome, name, now), claimed));
  }

  private Event event(Outcome outcome, String name, Instant now) {
    Claimed claimed = outcome.claimed();
    SendResult.Answered answer = outcome.answer();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.putObject("channel").put("id", claimed.channel().toString()).put("name", name);
    data.put("reason", outcome.gone() ? "gone" : "given_up");
    data.putObject("event")
        .put("id", claimed.eventId().toString())
        .put("type", claimed.eventType());
    data.put("attempts", claimed.attempt());
    data.put("lastStatus", answer == null ? null : answer.status());
    data.put("lastError", DeliveryPolicy.complaint(outcome.result()));
    data.putObject("links").put("channel", links.to("channels", claimed.channel()));
    return new Event(Ids.uuid7(now), EventType.CHANNEL_DEAD, now, null, data);
  }
}
