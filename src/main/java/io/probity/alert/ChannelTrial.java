package io.probity.alert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Snapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** Lets people see whether a channel works, by a message that goes the way of all others. */
@Singleton
public final class ChannelTrial {
  private final Db db;
  private final JdbcOutbox outbox;

  @Inject
  ChannelTrial(Db db, JdbcOutbox outbox) {
    this.db = db;
    this.outbox = outbox;
  }

  /**
   * Puts a {@code channel.test} event into the outbox, for this channel only. Blocks.
   *
   * @return the public id of its delivery
   */
  public UUID send(Channel channel, Instant now, Mandate mandate) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.putObject("channel")
        .put("id", channel.publicId().toString())
        .put("name", channel.spec().name());
    data.put("message", "This is a test of the channel. Nothing is wrong.");
    Event event = new Event(Ids.uuid7(now), EventType.CHANNEL_TEST, now, null, data);
    UUID delivery =
        db.tx(
            tx -> {
              Snapshot unchanged = Snapshot.labelled(channel.spec().labels());
              mandate.trail().note(tx, "channel", channel.publicId(), unchanged, unchanged);
              return outbox.publishTo(tx, event, channel.id());
            });
    outbox.wake();
    return delivery;
  }
}
