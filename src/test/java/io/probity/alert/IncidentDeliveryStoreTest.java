package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.db.Json;
import io.probity.db.Reach;
import io.probity.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IncidentDeliveryStoreTest {
  private static final Instant AT = Instant.parse("2026-11-22T11:20:00Z");
  private static final UUID INCIDENT = new UUID(1, 1);
  private static final UUID PAGER = new UUID(3, 1);
  private static final UUID CHAT = new UUID(3, 2);

  private final Db db = TestPostgres.freshDb();
  private final IncidentDeliveryStore store = new IncidentDeliveryStore(db);
  private final FailingChannelStore failing = new FailingChannelStore(db);

  @BeforeEach
  void register() {
    db.update(
        "INSERT INTO incident (id, endpoint_id, opened_at, failure) VALUES (?, 7, ?, '{}')",
        INCIDENT,
        AT);
    channel(1, PAGER, "pager", "{\"team\": \"a\"}");
    channel(2, CHAT, "chat", "{}");
  }

  @Test
  void tellsWhichChannelsHeardOfAnIncident() {
    event(1, 7, INCIDENT, "endpoint.down");
    delivery(1, 1, 1, 204, null);
    delivery(1, 2, 2, 500, "500 Internal Server Error");
    event(2, 7, new UUID(1, 2), "endpoint.down");
    delivery(2, 1, 1, 204, null);
    event(3, 8, INCIDENT, "endpoint.down");
    delivery(3, 1, 1, 204, null);
    assertThat(store.of(INCIDENT, AT, Reach.EVERYTHING, 10))
        .containsExactly(
            new IncidentDelivery(
                "endpoint.down",
                AT,
                CHAT,
                "chat",
                DeliveryState.DEAD,
                3,
                AT,
                500,
                "500 Internal Server Error"),
            new IncidentDelivery(
                "endpoint.down", AT, PAGER, "pager", DeliveryState.DELIVERED, 3, AT, 204, null));
    assertThat(store.of(INCIDENT, AT, new Reach(Map.of("team", "a")), 10))
        .extracting(IncidentDelivery::channelName)
        .containsExactly("pager");
  }

  @Test
  void channelsWhoseMessagesAreGivenUpAreTheWorstFirst() {
    event(1, 7, INCIDENT, "endpoint.down");
    delivery(1, 1, 2, 500, "e");
    delivery(1, 2, 2, 500, "e");
    delivery(1, 2, 2, 500, "e");
    delivery(1, 2, 1, 200, null);
    assertThat(failing.since(AT, Reach.EVERYTHING, 5))
        .containsExactly(
            new FailingChannel(CHAT, "chat", 2), new FailingChannel(PAGER, "pager", 1));
    assertThat(failing.since(AT, new Reach(Map.of("team", "a")), 5))
        .extracting(FailingChannel::name)
        .containsExactly("pager");
    assertThat(failing.since(AT.plusSeconds(1), Reach.EVERYTHING, 5)).isEqualTo(List.of());
  }

  private void channel(int id, UUID publicId, String name, String labels) {
    db.update(
        """
        INSERT INTO channel (id, public_id, config, secret, created_at, updated_at)
        VALUES (?, ?, ?, '', ?, ?)
        """,
        id,
        publicId,
        new Json("{\"name\": \"%s\", \"match\": {\"labels\": %s}}".formatted(name, labels)),
        AT,
        AT);
  }

  private void event(int id, long endpoint, UUID incident, String type) {
    db.update(
        "INSERT INTO event (id, type, endpoint_id, at, data) VALUES (?, ?, ?, ?, ?::json)",
        new UUID(2, id),
        type,
        endpoint,
        AT,
        "{\"incidentId\": \"%s\"}".formatted(incident));
  }

  private void delivery(int event, int channel, int state, int status, String error) {
    db.update(
        """
        INSERT INTO delivery (public_id, channel_id, endpoint_id, event_id, state, attempts,
          next_at, created_at, done_at, last_status, last_error)
        VALUES (gen_random_uuid(), ?, 7, ?, ?, 3, ?, ?, ?, ?, ?)
        """,
        channel,
        new UUID(2, event),
        state,
        AT,
        AT,
        AT,
        status,
        error);
  }
}
