package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.testing.TestPostgres;
import org.junit.jupiter.api.Test;

class InstallationStoreTest {
  @Test
  void knowsAnInstallationByTheSameIdOnEveryReplica() {
    Db db = TestPostgres.freshDb();
    String id = new InstallationStore(db).id();
    assertThat(new InstallationStore(db).id()).isEqualTo(id);
    assertThat(new InstallationStore(TestPostgres.freshDb()).id()).isNotEqualTo(id);
  }
}
