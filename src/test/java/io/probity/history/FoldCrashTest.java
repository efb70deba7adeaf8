package io.probity.history;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.DbException;
import io.probity.testing.CrashableServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class FoldCrashTest {
  @Test
  void losesNothingWhenTheServerIsKilled() throws IOException {
    try (CrashableServer server = new CrashableServer()) {
      FoldFixture fixture = new FoldFixture(db(server));
      for (FoldStep moment : new FoldStep[] {FoldStep.MARKED, FoldStep.COMMITTED}) {
        assertThatThrownBy(() -> fixture.fold(step -> killAt(moment, step, server)).tick(tx -> {}))
            .isInstanceOf(DbException.class);
        server.start();
        fixture.assertHistoryIsWhole();
      }
      fixture.tick();
      fixture.assertHistoryIsWhole();
      fixture.assertRollupsCountEachFoldedResultOnce();
      fixture.assertFoldIsDone();
    }
  }

  private static void killAt(FoldStep moment, FoldStep step, CrashableServer server) {
    if (step == moment) {
      try {
        server.kill();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** As the fold's connections are: what is committed is on disk. */
  private static Db db(CrashableServer server) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(server.url());
    source.setUser("postgres");
    source.setOptions("-c synchronous_commit=on");
    return new Db(source);
  }
}
