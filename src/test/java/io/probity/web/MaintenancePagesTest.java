package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.endpoint.EndpointNameStore;
import io.probity.health.Maintenance;
import io.probity.health.MaintenanceCodec;
import io.probity.health.MaintenanceStore;
import io.probity.testing.TestPostgres;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MaintenancePagesTest {
  private final Db db = TestPostgres.freshDb();
  private final MaintenanceStore store = new MaintenanceStore(db);
  private final MaintenancePages pages =
      new MaintenancePages(store, new EndpointNameStore(db), () -> Gallery.NOW);

  private Maintenance window(String name, String rest) {
    return store.create(
        MaintenanceCodec.read(
            FormSamples.json(
                "{\"name\": \"%s\", \"match\": {\"labels\": {\"team\": \"a\"}}, %s}"
                    .formatted(name, rest))),
        Gallery.NOW,
        Mandate.SERVICE);
  }

  private Maintenance once(String name, String from, String to) {
    return window(name, "\"from\": \"%s\", \"to\": \"%s\"".formatted(from, to));
  }

  @Test
  void listsWhatIsUnderWayThenWhatComesThenWhatIsOver() {
    once("long over", "2026-11-01T00:00:00Z", "2026-11-01T01:00:00Z");
    once("over", "2026-11-21T00:00:00Z", "2026-11-21T01:00:00Z");
    once("later", "2026-12-01T00:00:00Z", "2026-12-01T01:00:00Z");
    window("tonight", "\"cron\": \"0 23 * * *\", \"duration\": \"1h\"");
    once("now", "2026-11-22T11:00:00Z", "2026-11-22T12:00:00Z");
    assertThat(pages.list(Reach.EVERYTHING).rows())
        .extracting(row -> row.name() + " " + row.phase())
        .containsExactly("now now", "tonight next", "later next", "over past", "long over past");
    assertThat(pages.list(new Reach(Map.of("team", "b"))).rows()).isEmpty();
  }

  @Test
  void showsOneToWhomItIsWithinReach() {
    UUID id = window("nightly", "\"cron\": \"0 23 * * *\", \"duration\": \"1h\"").publicId();
    var page = pages.find(id, Reach.EVERYTHING, true).orElseThrow();
    assertThat(page.form().readOnly()).isFalse();
    assertThat(page.recurring()).isTrue();
    assertThat(page.preview().next())
        .extracting(each -> each.from().iso())
        .startsWith("2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z")
        .hasSize(5);
    assertThat(pages.find(id, Reach.EVERYTHING, false).orElseThrow().form().readOnly()).isTrue();
    assertThat(pages.find(id, new Reach(Map.of("team", "b")), true)).isEmpty();
  }

  @Test
  void previewsWhatIsBeingWritten() {
    assertThat(pages.preview("30 2 * * sun", "2h", "Europe/Berlin").next())
        .extracting(each -> each.from().iso() + " " + each.length())
        .startsWith("2026-11-29T01:30:00Z 2 h", "2026-12-06T01:30:00Z 2 h");
    assertThat(pages.preview("30 2 *", "2h", "").problem()).startsWith("Must be five fields");
    assertThat(pages.preview("30 2 * * *", "25h", "").problem())
        .startsWith("Must be shorter than the time between two beginnings");
  }
}
