package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.access.Sessions.Begun;
import io.probity.db.Trail;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final AccessFixture here = new AccessFixture();
  private final AccessFixture there = new AccessFixture(here.db);
  private final ApiKeys.Created key = here.keys.create("ann", Role.EDITOR, Map.of(), null);

  private Begun begin() {
    return here.sessions.begin(key.text(), unused -> Trail.NONE).orElseThrow();
  }

  @Test
  void opensWhatItsKeyOpens() {
    Begun begun = begin();
    assertThat(begun.token()).matches("ps_[0-9A-Za-z]{43}");
    assertThat(here.sessions.known(begun.token()).flatMap(here.sessions::key)).contains(key.key());
    assertThat(here.sessions.known(begun.token() + "x")).isEmpty();
    assertThat(here.sessions.begin("pk_wrong", unused -> Trail.NONE)).isEmpty();
  }

  @Test
  void isKnownToEveryReplicaAtOnce() {
    Begun begun = begin();
    assertThat(there.sessions.known(begun.token())).isEmpty();
    assertThat(there.sessions.look(begun.token())).contains(begun.session());
    there.sessions.refresh();
    assertThat(there.sessions.known(begun.token())).contains(begun.session());
    here.sessions.end(begun.session(), Map.of(), Trail.NONE);
    there.sessions.refresh();
    assertThat(there.sessions.known(begun.token())).isEmpty();
    assertThat(there.sessions.look(begun.token())).isEmpty();
  }

  @Test
  void endsAfterTwelveHoursHoweverMuchItIsUsed() {
    Begun begun = begin();
    here.clock.advance(Duration.ofHours(12).minusNanos(1));
    assertThat(here.sessions.known(begun.token())).isPresent();
    here.clock.advance(Duration.ofNanos(1));
    assertThat(here.sessions.known(begun.token())).isEmpty();
    assertThat(here.sessions.look(begun.token())).isEmpty();
    here.sessions.prune();
    assertThat(here.db.list("SELECT id FROM session", row -> row.getString(1))).isEmpty();
  }

  @Test
  void endsWithItsKey() {
    here.keys.create("root", Role.ADMIN, Map.of(), null);
    Begun begun = begin();
    here.keys.revoke(key.key().id());
    assertThat(here.sessions.known(begun.token()).flatMap(here.sessions::key)).isEmpty();
  }

  @Test
  void storesNoToken() {
    Begun begun = begin();
    assertThat(here.db.list("SELECT t::text FROM session t", row -> row.getString(1)))
        .hasSize(1)
        .noneMatch(row -> row.contains(begun.token()));
    assertThat(begun.toString()).doesNotContain(begun.token());
  }

  @Test
  void keepsAHundredOfAKey() {
    Begun first = begin();
    for (int i = 0; i < 100; i++) {
      here.clock.advance(Duration.ofMillis(1));
      begin();
    }
    assertThat(here.sessions.look(first.token())).isEmpty();
    assertThat(here.db.list("SELECT id FROM session", row -> row.getString(1))).hasSize(100);
  }
}
