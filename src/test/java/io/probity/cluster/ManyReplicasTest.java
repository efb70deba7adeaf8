package io.probity.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code deploy/SCALE.md} says of shards and of many replicas. */
class ManyReplicasTest {
  private final ManyReplicas replicas;

  ManyReplicasTest() throws SQLException {
    replicas = new ManyReplicas();
  }

  @AfterEach
  void close() {
    replicas.close();
  }

  @Test
  void ofAThousandReplicasHalfHoldTwoShardsEachAndTheOthersNone() {
    replicas.add(1000);
    assertThat(replicas.settle()).isLessThanOrEqualTo(3);
    assertThat(replicas.spread().getMax()).isEqualTo(2);
    assertThat(replicas.idle()).isEqualTo(488);
    assertThat(replicas.distinct()).isEqualTo(Ownership.SHARDS);
  }

  @Test
  void aTenthThatIsKilledIsReplacedWithinARoundAndNothingIsHeldTwice() {
    replicas.add(100);
    replicas.settle();
    replicas.kill(10);
    replicas.round();
    assertThat(replicas.total()).isEqualTo(Ownership.SHARDS);
    assertThat(replicas.distinct()).isEqualTo(Ownership.SHARDS);
    replicas.settle();
    assertThat(replicas.spread().getMax()).isEqualTo(12);
  }

  @Test
  void sharesAreFairUpToAHundredReplicas() {
    replicas.add(50);
    replicas.settle();
    replicas.add(50);
    replicas.settle();
    assertThat(replicas.spread().getMax() / replicas.spread().getAverage()).isLessThan(1.2);
    assertThat(replicas.distinct()).isEqualTo(replicas.total()).isEqualTo(Ownership.SHARDS);
  }

  @Test
  void whatLeavesInGoodOrderIsTakenOverInTheNextRound() {
    replicas.add(20);
    replicas.settle();
    replicas.leave(5);
    replicas.round();
    assertThat(replicas.total()).isEqualTo(Ownership.SHARDS);
  }
}
