package io.probity.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.ProberEvents;
import io.probity.alert.ProberEvents.Member;
import io.probity.db.Db;
import io.probity.net.Reach;
import io.probity.testing.EventTable;
import io.probity.testing.ManualClock;
import io.probity.testing.Samples;
import io.probity.testing.SwitchableDataSource;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImpairmentsTest {
  private final ManualClock clock = new ManualClock(Samples.AT);
  private final SwitchableDataSource source =
      new SwitchableDataSource(TestPostgres.freshDataSource());
  private final Db db = new Db(source);
  private final EventTable events = new EventTable(db);
  private final List<Impairment> adopted = new ArrayList<>();
  private final UUID member = living();

  private UUID living() {
    UUID id = UUID.randomUUID();
    db.update("INSERT INTO member (id, expires) VALUES (?, now() + interval '1 hour')", id);
    return id;
  }

  private Impairments of(UUID id, String host) {
    Impairments made =
        new Impairments(
            db,
            new ProberStateStore(new ObjectMapper()),
            new ProberEvents(),
            events,
            new Member(id, host),
            clock);
    made.onAdopted(adopted::add);
    return made;
  }

  private static Impairment impairment() {
    return new Impairment(
        UUID.randomUUID(), Samples.AT, false, Reach.FAR, "Nothing answers.", List.of("a: no"));
  }

  @Test
  void announcesTheBeginningAndTheEnd() {
    Impairments log = of(member, "a");
    log.began(impairment());
    log.tick();
    clock.advance(Duration.ofSeconds(90));
    log.ended(clock.instant(), 12);
    log.tick();
    assertThat(events.types()).containsExactly("prober.impaired", "prober.recovered");
    JsonNode begun = events.data().get(0);
    assertThat(begun.get("reason").asText()).isEqualTo("Nothing answers.");
    assertThat(begun.get("tried").get(0).asText()).isEqualTo("a: no");
    assertThat(begun.get("since").asText()).startsWith("2026-11-22T10:00:00");
    assertThat(begun.at("/member/host").asText()).isEqualTo("a");
    assertThat(begun.at("/member/id").asText()).isEqualTo(member.toString());
    JsonNode over = events.data().get(1);
    assertThat(over.get("downSeconds").asLong()).isEqualTo(90);
    assertThat(over.get("checksUnknown").asLong()).isEqualTo(12);
    assertThat(events.wakes()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void waitsForTheDatabaseAndKeepsTheOrder() {
    Impairments log = of(member, "a");
    source.setAway(true);
    log.began(impairment());
    log.tick();
    clock.advance(Duration.ofSeconds(1));
    log.ended(Samples.AT.plusSeconds(1), 0);
    log.tick();
    source.setAway(false);
    clock.advance(Duration.ofSeconds(1));
    log.tick();
    log.tick();
    assertThat(events.types()).containsExactly("prober.impaired", "prober.recovered");
    assertThat(db.first("SELECT 1 FROM prober_state WHERE ended_at IS NULL", row -> 1)).isEmpty();
  }

  @Test
  void whatAnEarlierProcessLeftOpenIsNotAnnouncedAgainAndEndsOnce() {
    UUID dead = living();
    Impairments before = of(dead, "a");
    before.began(impairment());
    before.tick();
    Impairments after = of(member, "a");
    after.tick();
    assertThat(adopted).as("its lease has not run out").isEmpty();
    after.began(impairment());
    db.update("DELETE FROM member WHERE id = ?", dead);
    after.tick();
    assertThat(events.types()).containsExactly("prober.impaired");
    clock.advance(Duration.ofSeconds(5));
    after.ended(clock.instant(), 3);
    after.tick();
    after.ended(clock.instant(), 3);
    after.tick();
    assertThat(events.types()).containsExactly("prober.impaired", "prober.recovered");
  }

  @Test
  void tellsOfWhatOthersLeftOpenUntilItHasEnded() {
    UUID dead = living();
    Impairments before = of(dead, "b");
    before.began(impairment());
    before.tick();
    db.update("DELETE FROM member WHERE id = ?", dead);
    Impairments after = of(member, "a");
    after.tick();
    assertThat(adopted)
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).isEqualTo("Nothing answers."));
    after.ended(Samples.AT.plusSeconds(7), 0);
    after.tick();
    assertThat(events.data().get(1).at("/member/host").asText()).isEqualTo("b");
    assertThat(events.data().get(1).get("downSeconds").asLong()).isEqualTo(7);
  }

  @Test
  void oneThatLastsIsAnnouncedOnceThoughItIsFoundTwice() {
    Impairments log = of(member, "a");
    log.began(impairment());
    log.began(impairment());
    log.tick();
    assertThat(events.types()).containsExactly("prober.impaired");
  }
}
