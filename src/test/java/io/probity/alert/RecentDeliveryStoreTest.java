package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.alert.RecentDeliveryStore.Recent;
import io.probity.db.Reach;
import io.probity.testing.TestPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentDeliveryStoreTest {
  private final AlertFixtures given = new AlertFixtures(TestPostgres.freshDb());
  private final RecentDeliveryStore recent = new RecentDeliveryStore(given.db);

  private Map<Long, Recent> of(Channel... channels) {
    return recent.of(Arrays.stream(channels).map(Channel::id).toList(), Reach.EVERYTHING);
  }

  @Test
  void countsByStateForEachChannel() {
    Channel one = given.channel("https://a.example/");
    given.publish(1);
    given.db.update("UPDATE delivery SET state = 2, done_at = now()");
    given.publish(1);
    given.db.update("UPDATE delivery SET state = 1, done_at = now() WHERE state = 0");
    Channel other = given.channel("https://b.example/");
    given.publish(1);
    Channel silent = given.channel("https://c.example/");
    assertThat(of(one, other, silent))
        .isEqualTo(
            Map.of(one.id(), new Recent(1, 1, 1, false), other.id(), new Recent(1, 0, 0, false)));
    assertThat(of()).isEmpty();
  }

  @Test
  void tellsAChannelThatIsGoneFromOneThatWasDisabled() {
    Channel gone = given.channel("https://a.example/");
    given.publish(1);
    var now = given.clock.instant();
    given.db.update("UPDATE delivery SET state = 2, last_status = 410, done_at = ?", now);
    assertThat(of(gone).get(gone.id()).gone()).isFalse();
    given.db.run(tx -> ChannelStore.disable(tx, gone.id(), now));
    assertThat(of(gone).get(gone.id()).gone()).isTrue();
    given.db.update("UPDATE channel SET updated_at = ?", now.plusSeconds(3_600));
    assertThat(of(gone).get(gone.id()).gone()).isFalse();
  }

  @Test
  void isSilentAboutWhatIsOutOfReach() {
    Channel one = given.channel("https://a.example/");
    given.publish(1);
    assertThat(recent.of(List.of(one.id()), new Reach(Map.of("team", "other")))).isEmpty();
  }
}
