package io.probity.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.db.Ids;
import io.probity.probe.ProbeJson;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Turns what the monitor finds out about itself into announcements. Pure. */
@Singleton
public final class ProberEvents {
  /** Who speaks of itself: a replica, and the machine it runs on. */
  public record Member(UUID id, String host) {}

  /**
   * The monitor cannot judge any more.
   *
   * @param reason one sentence
   * @param tried what was dialled in vain, a sentence each
   */
  public Event impaired(
      Member member, Instant since, String reason, List<String> tried, Instant at) {
    ObjectNode data = data(member, since);
    data.put("message", reason);
    data.put("reason", reason);
    ArrayNode list = data.putArray("tried");
    tried.forEach(list::add);
    return new Event(Ids.uuid7(at), EventType.PROBER_IMPAIRED, at, null, data);
  }

  /**
   * The monitor judges again.
   *
   * @param checksUnknown failed checks that were not believed meanwhile
   * @param ended when it was noticed
   */
  public Event recovered(
      Member member, Instant since, Instant ended, long checksUnknown, Instant at) {
    Duration lasted = Duration.between(since, ended);
    long seconds = Math.max(0, lasted.toSeconds());
    ObjectNode data = data(member, since);
    data.put(
        "message",
        "It was impaired for %d s; %d failed checks were not believed."
            .formatted(seconds, checksUnknown));
    data.put("downSeconds", seconds);
    data.put("checksUnknown", checksUnknown);
    return new Event(Ids.uuid7(at), EventType.PROBER_RECOVERED, at, null, data);
  }

  private static ObjectNode data(Member member, Instant since) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("since", ProbeJson.instant(since));
    ObjectNode node = data.putObject("member");
    node.put("id", member.id().toString());
    node.put("host", member.host());
    return data;
  }
}
