package io.probity.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import org.junit.jupiter.api.Test;

class TestPostgresTest {
  @Test
  void givesEachTestItsOwnMigratedDatabase() {
    Db one = TestPostgres.freshDb();
    Db other = TestPostgres.freshDb();
    one.update("INSERT INTO installation (name, value) VALUES (?, ?)", "a", "b");
    assertThat(one.list("SELECT name FROM installation", row -> row.getString(1))).hasSize(1);
    assertThat(other.list("SELECT name FROM installation", row -> row.getString(1))).isEmpty();
    assertThat(one.first("SELECT count(*) FROM shard", row -> row.getInt(1))).contains(1024);
  }
}
