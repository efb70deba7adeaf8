package io.probity.alert;

import static io.probity.alert.ScriptedChannel.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.endpoint.Endpoint;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupingTest {
  private static final String HERE = "198.51.100.7";
  private static final String ELSEWHERE = "203.0.113.7";
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final ScriptedChannel receiver = new ScriptedChannel();
  private final Deliveries deliveries = given.deliveries(receiver);
  private final Grouping grouping = replica();

  private Grouping replica() {
    return new Grouping(given.db, given.channels, new SimpleMeterRegistry(), 50);
  }

  private Channel channel(ChannelFormat format) {
    return given
        .channels
        .create(spec(format, EnumSet.allOf(EventType.class), WINDOW), given.clock.instant())
        .channel();
  }

  private static ChannelSpec spec(
      ChannelFormat format, Set<EventType> events, @Nullable Duration window) {
    ChannelSpec plain = AlertFixtures.spec("https://chat.example/", events, Map.of());
    return new ChannelSpec(
        plain.name(),
        plain.url(),
        format,
        null,
        plain.headers(),
        plain.secretHeaders(),
        plain.events(),
        plain.labels(),
        window,
        true,
        null);
  }

  /** As the loop of deliveries does it, until nothing more is to be done now. */
  private void turn() {
    for (int i = 0; i < 4; i++) {
      deliveries.settle(given.clock.instant());
      grouping.tick(given.clock.instant());
      deliveries.tick(given.clock.instant());
    }
    deliveries.settle(given.clock.instant());
  }

  private void pass(Duration time) {
    given.clock.advance(time);
    turn();
  }

  private void publish(EventType type, long id, @Nullable String address, String reason) {
    Endpoint endpoint = AlertFixtures.endpoint(id, "https://e" + id + ".example.com/", Map.of());
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("incidentId", "01993f4e-7c1a-7cc0-8000-" + String.format("%012d", id));
    data.putObject("endpoint").put("id", endpoint.publicId().toString()).put("name", "E" + id);
    data.put("since", given.clock.instant().toString());
    if (address != null) {
      data.putObject("failure").put("class", "connect.timeout").put("detail", "No answer.");
      data.putObject("check").put("address", address);
    } else {
      data.put("reason", reason).putNull("failure");
    }
    Event event =
        new Event(Ids.uuid7(given.clock.instant()), type, given.clock.instant(), endpoint, data);
    given.db.run(tx -> given.outbox.publish(tx, event));
    given.clock.advance(Duration.ofMillis(1));
  }

  private void down(long... endpoints) {
    LongStream.of(endpoints).forEach(each -> publish(EventType.ENDPOINT_DOWN, each, HERE, ""));
  }

  private void up(long... endpoints) {
    LongStream.of(endpoints)
        .forEach(each -> publish(EventType.ENDPOINT_UP, each, null, "recovered"));
  }

  /** What arrived, in order: "down E1", "group down 2: E2 E3". */
  private List<String> heard() {
    return receiver.sent.stream().map(GroupingTest::words).toList();
  }

  private static String words(Message message) {
    JsonNode data = data(message);
    if (!message.type().equals("endpoint.down.group")) {
      return message.type().replace("endpoint.", "") + " " + data.at("/endpoint/name").asText();
    }
    return "group "
        + data.path("state").asText()
        + " "
        + data.path("count").asInt()
        + ": "
        + String.join(" ", data.path("members").findValuesAsText("name"));
  }

  private static JsonNode data(Message message) {
    try {
      return new ObjectMapper().readTree(message.data());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> left() {
    return given.db.list(
        """
        SELECT 'notice' FROM alert_notice UNION ALL SELECT 'window' FROM alert_window
        UNION ALL SELECT 'standing' FROM alert_standing
        """,
        row -> row.getString(1));
  }

  @Test
  void tellsTheFirstOfACauseAtOnceAndTheOthersTogether() {
    channel(ChannelFormat.PROBITY);
    down(1, 2);
    turn();
    down(3);
    turn();
    publish(EventType.ENDPOINT_DOWN, 4, ELSEWHERE, "");
    turn();
    assertThat(heard()).containsExactly("down E1", "down E4");
    pass(WINDOW);
    assertThat(heard()).containsExactly("down E1", "down E4", "group down 2: E2 E3");
    Message group = receiver.sent.get(2);
    assertThat(data(group).at("/cause/text").asText())
        .isEqualTo("connect.timeout in the network 198.51.0.0/16");
    JsonNode member = data(group).at("/members/0");
    assertThat(member.at("/failure/class").asText()).isEqualTo("connect.timeout");
    assertThat(member.path("incidentId").asText())
        .isEqualTo("01993f4e-7c1a-7cc0-8000-000000000002");
    assertThat(given.states()).containsOnly("delivered/1");
    DeliveryView shown = new DeliveryStore(given.db).page(1, null, null, 1).get(0);
    assertThat(shown.eventType()).isEqualTo("endpoint.down.group");
    assertThat(shown.endpoint()).isNull();
  }

  @Test
  void makesNoGroupOfOne() {
    channel(ChannelFormat.PROBITY);
    down(1, 2);
    turn();
    pass(WINDOW);
    assertThat(heard()).containsExactly("down E1", "down E2");
  }

  @Test
  void collectsUnderTheFirstCauseThatIsShared() {
    channel(ChannelFormat.PROBITY);
    down(1);
    publish(EventType.ENDPOINT_DOWN, 1, ELSEWHERE, "");
    turn();
    assertThat(heard()).as("the same origin elsewhere").containsExactly("down E1");
    publish(EventType.ENDPOINT_DOWN, 2, ELSEWHERE, "");
    turn();
    assertThat(heard()).as("its network was told of nowhere").containsExactly("down E1", "down E2");
  }

  @Test
  void aStormCostsAMessagePerWindowNotPerEndpoint() {
    channel(ChannelFormat.SLACK);
    long endpoint = 1;
    for (int second = 0; second < 600; second += 10) {
      down(endpoint++, endpoint++, endpoint++);
      turn();
      given.clock.advance(Duration.ofSeconds(10));
    }
    pass(WINDOW);
    assertThat(receiver.sent).hasSizeBetween(20, 22);
    int told = receiver.sent.stream().mapToInt(each -> data(each).path("count").asInt(1)).sum();
    assertThat(told).isEqualTo(180);
    pass(WINDOW);
    down(1_000);
    turn();
    assertThat(heard()).as("after a quiet window").endsWith("down E1000");
  }

  @Test
  void nobodyHearsOfWhatEndedBeforeItWasTold() {
    channel(ChannelFormat.PROBITY);
    down(1, 2, 3);
    turn();
    up(2);
    turn();
    publish(EventType.ENDPOINT_UP, 3, null, "paused");
    pass(WINDOW);
    up(1);
    pass(WINDOW);
    assertThat(heard()).containsExactly("down E1", "up E1");
  }

  @Test
  void forgetsWhatEndedForAChannelThatHearsOfNoEnds() {
    given.channels.create(
        spec(ChannelFormat.PROBITY, EnumSet.of(EventType.ENDPOINT_DOWN), WINDOW),
        given.clock.instant());
    down(1, 2, 3);
    turn();
    up(1, 2);
    turn();
    pass(WINDOW);
    assertThat(heard()).containsExactly("down E1", "down E3");
  }

  @Test
  void tellsEachThatWasToldDownOnceThatItIsUp() {
    channel(ChannelFormat.PROBITY);
    down(1, 2, 3, 4, 5);
    turn();
    pass(WINDOW);
    up(2);
    turn();
    assertThat(heard()).containsExactly("down E1", "group down 4: E2 E3 E4 E5", "up E2");
    up(3, 1);
    publish(EventType.ENDPOINT_UP, 5, null, "deleted");
    turn();
    pass(WINDOW);
    assertThat(heard()).hasSize(4).endsWith("group up 3: E3 E1 E5");
    assertThat(data(receiver.sent.get(3)).path("members").findValuesAsText("reason"))
        .containsExactly("recovered", "recovered", "deleted");
    up(4);
    pass(WINDOW);
    assertThat(heard()).hasSize(5).endsWith("up E4");
  }

  @Test
  void sendsAheadWhatWasCollectedOfAnEndpointBeforeAnythingElseOfIt() {
    channel(ChannelFormat.PROBITY);
    down(1, 2, 3);
    turn();
    publish(EventType.ENDPOINT_REMINDER, 2, null, "");
    turn();
    assertThat(heard()).containsExactly("down E1", "down E2", "reminder E2");
    pass(WINDOW);
    up(1, 2, 3);
    turn();
    down(2);
    turn();
    pass(WINDOW);
    assertThat(heard().subList(3, 6)).containsExactly("down E3", "up E1", "up E2");
    assertThat(heard().subList(6, 8)).containsExactlyInAnyOrder("up E3", "down E2");
    assertThat(heard()).hasSize(8);
  }

  @Test
  void anEndNeverOvertakesTheGroupThatToldTheBeginning() {
    channel(ChannelFormat.PROBITY);
    down(1, 2, 3);
    turn();
    receiver.answering(message -> status(message.type().endsWith("group") ? 500 : 204));
    pass(WINDOW);
    up(2);
    pass(Duration.ofSeconds(1));
    assertThat(heard()).containsExactly("down E1", "group down 2: E2 E3");
    receiver.answering(status(204));
    pass(Duration.ofSeconds(10));
    assertThat(heard())
        .containsExactly("down E1", "group down 2: E2 E3", "group down 2: E2 E3", "up E2");
  }

  @Test
  void aGroupNeverOvertakesWhatIsStillOnItsWayOfAMember() {
    channel(ChannelFormat.PROBITY);
    receiver.answering(message -> status(words(message).equals("up E2") ? 500 : 204));
    down(2);
    turn();
    up(2);
    turn();
    down(1, 2, 3, 4);
    turn();
    pass(WINDOW);
    assertThat(heard())
        .contains("group down 3: E1 E3 E4")
        .doesNotContain("group down 4: E1 E2 E3 E4");
    receiver.answering(status(204));
    pass(Duration.ofMinutes(5));
    assertThat(heard().stream().filter(each -> each.endsWith(" E2")))
        .containsSubsequence("down E2", "up E2", "up E2", "down E2");
  }

  @Test
  void aGroupThatIsRefusedHoldsUpNoOtherAndNoNewsOfTheMonitor() {
    channel(ChannelFormat.PROBITY);
    down(1, 2, 3);
    turn();
    receiver.answering(message -> status(words(message).contains("E2") ? 400 : 204));
    pass(WINDOW);
    down(4, 5);
    turn();
    given.publish(EventType.PROBER_IMPAIRED, null);
    pass(WINDOW);
    assertThat(heard()).contains("group down 2: E4 E5");
    assertThat(receiver.sent).extracting(Message::type).contains("prober.impaired");
  }

  @Test
  void countsWhatItDoesNotList() {
    channel(ChannelFormat.SLACK);
    down(LongStream.rangeClosed(1, 251).toArray());
    turn();
    pass(WINDOW);
    assertThat(receiver.sent).hasSize(2);
    JsonNode group = data(receiver.sent.get(1));
    assertThat(group.path("count").asInt()).isEqualTo(250);
    assertThat(group.path("members")).hasSize(GroupEvents.MOST_MEMBERS);
  }

  @ParameterizedTest
  @CsvSource({"ALERTMANAGER", "ALERTMANAGER_WEBHOOK"})
  void leavesNoAlertUnset(ChannelFormat format) {
    channel(format);
    down(LongStream.rangeClosed(1, 252).toArray());
    turn();
    pass(WINDOW);
    List<String> names = new ArrayList<>();
    receiver.sent.forEach(each -> names.addAll(data(each).findValuesAsText("name")));
    assertThat(names).hasSize(252).doesNotHaveDuplicates();
    assertThat(receiver.sent).hasSize(4);
  }

  @Test
  void severalReplicasTellEachOnce() throws Exception {
    channel(ChannelFormat.PROBITY);
    List<Grouping> replicas = List.of(replica(), replica(), replica());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> done = new ArrayList<>();
    Callable<Void> publishing =
        () -> {
          down(LongStream.rangeClosed(1, 200).toArray());
          return null;
        };
    Future<?> published = threads.submit(publishing);
    for (Grouping replica : replicas) {
      done.add(
          threads.submit(
              () -> {
                while (!published.isDone()) {
                  replica.tick(given.clock.instant());
                }
              }));
    }
    published.get();
    for (Future<?> each : done) {
      each.get();
    }
    grouping.tick(given.clock.instant());
    given.clock.advance(WINDOW);
    for (Future<?> each :
        replicas.stream()
            .map(replica -> threads.submit(() -> replica.tick(given.clock.instant())))
            .toList()) {
      each.get();
    }
    threads.shutdown();
    turn();
    assertThat(heard()).hasSize(2).first().isEqualTo("down E1");
    assertThat(data(receiver.sent.get(1)).path("count").asInt()).isEqualTo(199);
  }

  @Test
  void whateverFailsLosesNothingAndTellsNothingTwice() {
    channel(ChannelFormat.PROBITY);
    List<String> expected = new ArrayList<>();
    long first = 1;
    for (String write :
        List.of(
            "DELETE ON alert_notice",
            "INSERT ON alert_standing",
            "UPDATE ON alert_standing",
            "INSERT ON alert_window",
            "INSERT ON delivery",
            "INSERT ON event")) {
      String network = "10." + first + ".0.1";
      LongStream.range(first, first + 3)
          .forEach(each -> publish(EventType.ENDPOINT_DOWN, each, network, ""));
      dieAt(write);
      given.clock.advance(WINDOW);
      dieAt(write);
      expected.add("down E" + first);
      expected.add("group down 2: E" + (first + 1) + " E" + (first + 2));
      first += 3;
    }
    assertThat(heard()).containsExactlyElementsOf(expected);
  }

  /** Ticks while a write fails, then once more without that, and delivers. */
  private void dieAt(String write) {
    given.db.update(
        """
        CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'the process dies here'; END $$
        """);
    given.db.update(
        "CREATE TRIGGER failing BEFORE " + write + " FOR EACH ROW EXECUTE FUNCTION fail()");
    grouping.tick(given.clock.instant());
    given.db.update("DROP TRIGGER failing ON " + write.substring(write.lastIndexOf(' ') + 1));
    turn();
  }

  @Test
  void aChannelThatFailsHoldsUpNoOther() {
    Channel broken = channel(ChannelFormat.PROBITY);
    channel(ChannelFormat.SLACK);
    down(1, 2);
    given.db.update(
        "INSERT INTO alert_window VALUES (?, false, 'no cause', ?)",
        broken.id(),
        AlertFixtures.START);
    given.db.update(
        """
        INSERT INTO alert_standing VALUES
          (8, ?, gen_random_uuid(), false, '{}', 'no cause'),
          (9, ?, gen_random_uuid(), false, '{}', 'no cause')
        """,
        broken.id(),
        broken.id());
    turn();
    assertThat(heard()).containsExactly("down E1");
  }

  @Test
  void tellsAllAtOnceWhenGroupingIsTurnedOff() {
    Channel channel = channel(ChannelFormat.PROBITY);
    down(1, 2, 3, 4);
    turn();
    ChannelSpec off = spec(ChannelFormat.PROBITY, channel.spec().events(), null);
    given.channels.replace(channel, off, given.clock.instant());
    up(4);
    turn();
    assertThat(heard()).containsExactly("down E1", "group down 2: E2 E3");
    up(1, 2, 3);
    down(5, 6);
    turn();
    assertThat(heard().subList(2, 7))
        .containsExactlyInAnyOrder("up E1", "up E2", "up E3", "down E5", "down E6");
    assertThat(heard()).hasSize(7);
  }

  @Test
  void forgetsWhatItCollectedForAChannelThatIsDisabledOrDeleted() {
    Channel channel = channel(ChannelFormat.PROBITY);
    down(1, 2);
    turn();
    down(3);
    given.channels.delete(channel, given.clock.instant(), Mandate.SERVICE);
    assertThat(left()).isEmpty();
    pass(WINDOW);
    assertThat(heard()).containsExactly("down E1");
  }

  @Test
  void keepsForAsLongAsDeliveriesWhatItTold() {
    channel(ChannelFormat.PROBITY);
    DeliveryStore store = new DeliveryStore(given.db);
    down(1, 2);
    turn();
    Duration keep = Duration.ofSeconds(10);
    given.clock.advance(Duration.ofSeconds(11));
    store.prune(given.clock.instant().minus(keep), given.clock.instant());
    pass(WINDOW);
    assertThat(heard()).as("an event outlives its keep while collected").endsWith("down E2");
    given.clock.advance(Duration.ofMinutes(1));
    turn();
    store.prune(given.clock.instant().minus(keep), given.clock.instant());
    assertThat(left()).isEmpty();
    assertThat(given.db.list("SELECT id FROM event", row -> row.getString(1))).isEmpty();
  }
}
