package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyUsesTest {
  private final AccessFixture here = new AccessFixture();
  private final ApiKey key = here.keys.create("ci", Role.VIEWER, Map.of(), null).key();

  private @Nullable Instant written() {
    return here.keys.find(key.id(), Reach.EVERYTHING).orElseThrow().lastUsedAt();
  }

  @Test
  void writesAUseOnceAMinute() {
    here.uses.flush();
    assertThat(written()).isNull();
    Instant first = here.clock.instant();
    here.uses.note(key.id());
    assertThat(written()).isNull();
    here.uses.flush();
    assertThat(written()).isEqualTo(first);
    here.clock.advance(Duration.ofSeconds(59));
    here.uses.note(key.id());
    here.uses.flush();
    assertThat(written()).isEqualTo(first);
    here.clock.advance(Duration.ofSeconds(1));
    here.uses.note(key.id());
    here.uses.flush();
    assertThat(written()).isEqualTo(first.plusSeconds(60));
  }

  @Test
  void leavesAloneWhatAnotherReplicaWroteWithinTheMinute() {
    AccessFixture there = new AccessFixture(here.db);
    Instant first = here.clock.instant();
    here.uses.note(key.id());
    here.uses.flush();
    there.clock.advance(Duration.ofSeconds(30));
    there.uses.note(key.id());
    there.uses.flush();
    assertThat(written()).isEqualTo(first);
  }
}
