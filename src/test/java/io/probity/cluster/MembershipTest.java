package io.probity.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private record Settings(Duration heartbeat, Duration leaseTtl, boolean exclusive)
      implements ClusterConfig {}

  private Membership member(boolean exclusive) {
    return new Membership(
        new ShardStore(db),
        new Settings(Duration.ofSeconds(1), Duration.ofSeconds(5), exclusive),
        new HandOvers(meters),
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
    member.tick(false);
    assertThat(member.shards()).hasSize(Ownership.SHARDS);
    assertThat(member.owns(1023)).isTrue();
  }

  @Test
  void twoMembersShareEquallyAndNeverOverlap() {
    Membership one = member(false);
    Membership other = member(false);
    one.tick(false);
    other.tick(false);
    assertThat(other.shards()).as("the first has not let go yet").isEmpty();
    one.tick(false);
    other.tick(false);
    assertThat(one.shards()).hasSize(512);
    assertThat(other.shards()).hasSize(512).doesNotContainAnyElementsOf(one.shards());
  }

  @Test
  void anOrphanedShardIsTakenOverUnderANewEpochAndTheOldFenceHolds() {
    Membership dead = member(false);
    dead.tick(false);
    Fence old = dead.fence(3);
    db.run(old::check);
    expireAll();
    Membership heir = member(false);
    heir.tick(false);
    assertThat(heir.owns(3)).isTrue();
    db.run(heir.fence(3)::check);
    assertThatThrownBy(() -> db.run(old::check)).isInstanceOf(Fenced.class);
  }

  @Test
  void aMemberThatLostItsShardsNoticesAfterTheFence() {
    Membership paused = member(false);
    paused.tick(false);
    expireAll();
    Membership heir = member(false);
    heir.tick(false);
    Fence fence = paused.fence(3);
    assertThatThrownBy(() -> db.run(fence::check)).isInstanceOf(Fenced.class);
    paused.tick(false);
    assertThat(paused.owns(3) && heir.owns(3)).isFalse();
  }

  @Test
  void aMemberThatSleptThroughItsLeaseAsksWhatItStillOwns() {
    Membership sleeper = member(false);
    Membership other = member(false);
    sleeper.tick(false);
    other.tick(false);
    sleeper.tick(false);
    other.tick(false);
    expireAll();
    other.tick(false);
    assertThat(other.shards()).hasSize(Ownership.SHARDS);
    sleeper.tick(false);
    assertThat(sleeper.shards()).as("all of them were taken").isEmpty();
    other.tick(false);
    sleeper.tick(false);
    assertThat(sleeper.shards()).hasSize(512).doesNotContainAnyElementsOf(other.shards());
  }

  @Test
  void oneAmongSeveralStopsWhenItsLeaseMayHaveRunOut() {
    Membership one = member(false);
    Membership other = member(false);
    one.tick(false);
    other.tick(false);
    one.tick(false);
    assertThat(one.shards()).isNotEmpty();
    nanos.addAndGet(Duration.ofMillis(4_600).toNanos());
    assertThat(one.shards()).isEmpty();
    one.tick(false);
    assertThat(one.shards()).isNotEmpty();
  }

  @Test
  void oneThatWasAloneGoesOnWithoutTheDatabase() {
    Membership alone = member(false);
    alone.tick(false);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(alone.owns(3)).isTrue();
  }

  @Test
  void beingExclusiveVoidsTheLeasesOfAnEarlierProcess() {
    member(false).tick(false);
    Membership next = member(true);
    next.tick(false);
    assertThat(next.shards()).hasSize(Ownership.SHARDS);
  }

  @Test
  void leavingFreesTheShardsAtOnce() {
    Membership one = member(false);
    one.tick(false);
    one.leave();
    assertThat(one.shards()).isEmpty();
    Membership next = member(false);
    next.tick(false);
    assertThat(next.shards()).hasSize(Ownership.SHARDS);
  }

  private double handedOver(String reason) {
    return meters.get("probity.cluster.handovers").tag("reason", reason).counter().count();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void anImpairedMemberLeavesItsShardsToOneThatIsNot() {
    Membership impaired = member(false);
    Membership well = member(false);
    impaired.tick(false);
    well.tick(false);
    impaired.tick(true);
    well.tick(false);
    assertThat(impaired.shards()).as("not at once").hasSize(512);
    pass(Duration.ofSeconds(5));
    impaired.tick(true);
    assertThat(impaired.shards()).isEmpty();
    well.tick(false);
    assertThat(well.shards()).hasSize(Ownership.SHARDS);
    assertThat(handedOver("impaired")).isEqualTo(512);
    impaired.tick(false);
    well.tick(false);
    impaired.tick(false);
    assertThat(impaired.shards()).as("it works again").hasSize(512);
  }

  @Test
  void whereAllAreImpairedTheySharePlainly() {
    Membership one = member(false);
    Membership other = member(false);
    one.tick(true);
    other.tick(true);
    pass(Duration.ofSeconds(5));
    one.tick(true);
    other.tick(true);
    one.tick(true);
    other.tick(true);
    assertThat(one.shards()).hasSize(512);
    assertThat(other.shards()).hasSize(512).doesNotContainAnyElementsOf(one.shards());
  }

  @Test
  void nobodyYieldsWhileAMemberOfAnOlderReleaseWouldNotTakeOver() {
    Membership impaired = member(false);
    Membership well = member(false);
    impaired.tick(true);
    well.tick(false);
    db.update(
        "INSERT INTO member (id, expires) VALUES (gen_random_uuid(), clock_timestamp() + interval '1 minute')");
    pass(Duration.ofSeconds(5));
    impaired.tick(true);
    assertThat(impaired.shards()).hasSize(342);
  }

  @Test
  void countsWhatWasTakenSharedLostAndLeft() {
    Membership first = member(false);
    first.tick(false);
    assertThat(handedOver("taken")).isEqualTo(Ownership.SHARDS);
    Membership second = member(false);
    second.tick(false);
    first.tick(false);
    assertThat(handedOver("shared")).isEqualTo(512);
    expireAll();
    second.tick(false);
    first.tick(false);
    assertThat(handedOver("lost")).isEqualTo(512);
    second.leave();
    assertThat(handedOver("left")).isEqualTo(Ownership.SHARDS);
    assertThat(meters.get("probity.cluster.members").gauge().value()).isEqualTo(2);
  }

  @Test
  void worksOnTheTablesOfALaterReleaseBesideItsMembers() {
    db.update("ALTER TABLE member ADD COLUMN zone text");
    db.update("ALTER TABLE shard ADD COLUMN moved_at timestamptz");
    db.update(
        "INSERT INTO member (id, expires, info, zone) VALUES (gen_random_uuid(), clock_timestamp() + interval '1 minute', '{\"yielding\": false, \"release\": 2}', 'a')");
    Membership older = member(false);
    older.tick(false);
    assertThat(older.shards()).hasSize(512);
    db.run(older.fence(3)::check);
    expireAll();
    older.tick(false);
    assertThat(older.shards()).hasSize(Ownership.SHARDS);
    older.leave();
    assertThat(db.list("SELECT count(*) FROM shard WHERE owner IS NULL", row -> row.getInt(1)))
        .containsExactly(Ownership.SHARDS);
  }

  @Test
  void anyMemberKnowsWhoHoldsAShard() {
    Membership one = member(false);
    Membership other = member(false);
    assertThat(other.holder(3)).isEmpty();
    one.tick(false);
    assertThat(other.holder(3)).contains(one.id());
    expireAll();
    assertThat(other.holder(3)).isEmpty();
  }

  @Test
  void seesWhetherShardsWereGivenBack() {
    Membership one = member(false);
    assertThat(one.isWorkFree()).isTrue();
    one.tick(false);
    assertThat(one.isWorkFree()).isFalse();
    Membership other = member(false);
    other.tick(false);
    one.tick(false);
    assertThat(other.isWorkFree()).isTrue();
    other.tick(false);
    assertThat(other.isWorkFree()).isFalse();
  }
}
