package io.probity.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final Db db = TestPostgres.freshDb();
  private final AtomicLong nanos = new AtomicLong();

  private record Settings(Duration heartbeat, Duration leaseTtl, boolean exclusive)
      implements ClusterConfig {}

  private Membership member(boolean exclusive) {
    return new Membership(
        new ShardStore(db),
        new Settings(Duration.ofSeconds(1), Duration.ofSeconds(5), exclusive),
        nanos::get);
  }

  /** As if a member's lease had run out on the database's clock. */
  private void expireAll() {
    db.update("UPDATE member SET expires = clock_timestamp() - interval '1 second'");
  }

  @Test
  void aSingleMemberOwnsEverything() {
    Membership member = member(false);
    assertThat(member.owns(0)).isFalse();
    member.tick();
    assertThat(member.shards()).hasSize(Ownership.SHARDS);
    assertThat(member.owns(1023)).isTrue();
  }

  @Test
  void twoMembersShareEquallyAndNeverOverlap() {
    Membership one = member(false);
    Membership other = member(false);
    one.tick();
    other.tick();
    assertThat(other.shards()).as("the first has not let go yet").isEmpty();
    one.tick();
    other.tick();
    assertThat(one.shards()).hasSize(512);
    assertThat(other.shards()).hasSize(512).doesNotContainAnyElementsOf(one.shards());
  }

  @Test
  void anOrphanedShardIsTakenOverUnderANewEpochAndTheOldFenceHolds() {
    Membership dead = member(false);
    dead.tick();
    Fence old = dead.fence(3);
    db.run(old::check);
    expireAll();
    Membership heir = member(false);
    heir.tick();
    assertThat(heir.owns(3)).isTrue();
    db.run(heir.fence(3)::check);
    assertThatThrownBy(() -> db.run(old::check)).isInstanceOf(Fenced.class);
  }

  @Test
  void aMemberThatLostItsShardsNoticesAfterTheFence() {
    Membership paused = member(false);
    paused.tick();
    expireAll();
    Membership heir = member(false);
    heir.tick();
    Fence fence = paused.fence(3);
    assertThatThrownBy(() -> db.run(fence::check)).isInstanceOf(Fenced.class);
    paused.tick();
    assertThat(paused.owns(3) && heir.owns(3)).isFalse();
  }

  @Test
  void aMemberThatSleptThroughItsLeaseAsksWhatItStillOwns() {
    Membership sleeper = member(false);
    Membership other = member(false);
    sleeper.tick();
    other.tick();
    sleeper.tick();
    other.tick();
    expireAll();
    other.tick();
    assertThat(other.shards()).hasSize(Ownership.SHARDS);
    sleeper.tick();
    assertThat(sleeper.shards()).as("all of them were taken").isEmpty();
    other.tick();
    sleeper.tick();
    assertThat(sleeper.shards()).hasSize(512).doesNotContainAnyElementsOf(other.shards());
  }

  @Test
  void oneAmongSeveralStopsWhenItsLeaseMayHaveRunOut() {
    Membership one = member(false);
    Membership other = member(false);
    one.tick();
    other.tick();
    one.tick();
    assertThat(one.shards()).isNotEmpty();
    nanos.addAndGet(Duration.ofMillis(4_600).toNanos());
    assertThat(one.shards()).isEmpty();
    one.tick();
    assertThat(one.shards()).isNotEmpty();
  }

  @Test
  void oneThatWasAloneGoesOnWithoutTheDatabase() {
    Membership alone = member(false);
    alone.tick();
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(alone.owns(3)).isTrue();
  }

  @Test
  void beingExclusiveVoidsTheLeasesOfAnEarlierProcess() {
    member(false).tick();
    Membership next = member(true);
    next.tick();
    assertThat(next.shards()).hasSize(Ownership.SHARDS);
  }

  @Test
  void leavingFreesTheShardsAtOnce() {
    Membership one = member(false);
    one.tick();
    one.leave();
    assertThat(one.shards()).isEmpty();
    Membership next = member(false);
    next.tick();
    assertThat(next.shards()).hasSize(Ownership.SHARDS);
  }
}
