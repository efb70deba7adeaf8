package io.probity.endpoint;

import static io.probity.endpoint.EndpointCodecTest.FULL;
import static io.probity.endpoint.EndpointCodecTest.read;
import static io.probity.endpoint.EndpointsTest.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  private final DataSource source = TestPostgres.freshDataSource();
  private final Db db = new Db(source);
  private final Endpoints endpoints =
      new Endpoints(db, TestSealer.ofKey(1), InstantSource.system());
  private final ChangeFeed feed = new ChangeFeed(db, TestSealer.ofKey(1), 3);

  @Test
  void tellsAllAtFirstAndThenOnlyChanges() {
    List<Endpoint> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add(endpoints.create(spec("k" + i)));
    }
    assertThat(feed.poll()).extracting(Change::endpoint).containsExactlyElementsOf(created);
    assertThat(feed.poll()).isEmpty();
    Endpoint edited =
        endpoints
            .update(created.get(2).publicId(), now -> now.spec().withPaused(true))
            .orElseThrow()
            .endpoint();
    endpoints.update(created.get(3).publicId(), now -> now.spec());
    assertThat(feed.poll()).containsExactly(new Change(edited, false));
    assertThat(feed.poll()).isEmpty();
  }

  @Test
  void tellsADeleteWithTheLastConfiguration() {
    Endpoint created = endpoints.create(read(FULL));
    feed.poll();
    endpoints.delete(created.publicId(), revision -> {});
    List<Change> changes = feed.poll();
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).removed()).isTrue();
    assertThat(changes.get(0).endpoint().id()).isEqualTo(created.id());
    assertThat(changes.get(0).endpoint().spec().labels()).isEqualTo(created.spec().labels());
    assertThat(changes.get(0).endpoint().spec().auth()).isNull();
  }

  @Test
  void atFirstTellsOnlyThoseDeletesWhoseIncidentIsOpen() {
    Endpoint forgotten = endpoints.create(spec("a"));
    Endpoint open = endpoints.create(spec("b"));
    db.update(
        "INSERT INTO incident (id, endpoint_id, opened_at, failure) VALUES (?, ?, now(), '{}')",
        UUID.randomUUID(),
        open.id());
    endpoints.delete(forgotten.publicId(), revision -> {});
    endpoints.delete(open.publicId(), revision -> {});
    assertThat(feed.poll())
        .singleElement()
        .matches(change -> change.removed() && change.endpoint().id() == open.id());
  }

  @Test
  void anEditIsToldAtOnceAndOnceWhileAnOldTransactionStaysOpen() throws SQLException {
    feed.poll();
    try (Connection old = source.getConnection();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      Endpoint created = endpoints.create(spec("a"));
      assertThat(feed.poll()).containsExactly(new Change(created, false));
      assertThat(feed.poll()).isEmpty();
      endpoints.update(created.publicId(), now -> now.spec().withPaused(true));
      assertThat(feed.poll())
          .extracting(change -> change.endpoint().revision())
          .containsExactly(2L);
      assertThat(feed.poll()).isEmpty();
      old.rollback();
    }
    assertThat(feed.poll()).isEmpty();
  }

  @Test
  void anEditThatCommitsLateIsNotLost() throws SQLException {
    Endpoint late = endpoints.create(spec("late"));
    feed.poll();
    try (Connection slow = source.getConnection();
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute(
          "UPDATE endpoint SET revision = revision + 1, change_xid = pg_current_xact_id()"
              + " WHERE id = "
              + late.id());
      for (int i = 0; i < 5; i++) {
        endpoints.create(spec("k" + i));
        assertThat(feed.poll()).hasSize(1);
      }
      slow.commit();
    }
    assertThat(feed.poll()).extracting(change -> change.endpoint().id()).containsExactly(late.id());
  }

  @Test
  void losesNothingOfEightEditorsAtOnce() throws Exception {
    List<Endpoint> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(endpoints.create(spec("k" + i)));
    }
    Map<Long, Long> last = new ConcurrentHashMap<>();
    ExecutorService editors = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int editor = i;
        work.add(
            editors.submit(
                () -> {
                  for (int n = 0; n < 60; n++) {
                    Endpoint target = all.get((editor * 7 + n) % all.size());
                    endpoints.update(
                        target.publicId(), now -> now.spec().withPaused(!now.spec().paused()));
                  }
                }));
      }
      boolean done;
      do {
        done = work.stream().allMatch(Future::isDone);
        for (Change change : feed.poll()) {
          Long before = last.put(change.endpoint().id(), change.endpoint().revision());
          assertThat(before == null || before < change.endpoint().revision()).isTrue();
        }
      } while (!done);
      for (Future<?> each : work) {
        each.get();
      }
    } finally {
      editors.shutdownNow();
    }
    long edits = 0;
    for (Endpoint each : endpoints.list(EndpointQuery.ALL, 0, 100)) {
      assertThat(last).containsEntry(each.id(), each.revision());
      edits += each.revision() - 1;
    }
    assertThat(edits).isEqualTo(480);
  }

  @Test
  void skipsAndCountsWhatItCannotRead() {
    Endpoint bad =
        new Endpoints(db, TestSealer.ofKey(2), InstantSource.system()).create(read(FULL));
    Endpoint good = endpoints.create(spec("good"));
    assertThat(feed.poll()).extracting(Change::endpoint).containsExactly(good);
    assertThat(feed.unreadable()).containsExactly(bad.publicId());
    endpoints.update(bad.publicId(), now -> spec("repaired"));
    assertThat(feed.poll()).hasSize(1);
    assertThat(feed.unreadable()).isEmpty();
  }
}
