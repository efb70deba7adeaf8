package io.probity.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;

/** Keys, sessions and the trail of one replica over a database of their own. */
final class AccessFixture {
  final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  final Db db;
  final ApiKeyStore keyStore = new ApiKeyStore(new ObjectMapper());
  final KeyRing ring;
  final ApiKeys keys;
  final Sessions sessions;
  final KeyUses uses;
  final AuditStore auditStore;
  final Audit audit;

  AccessFixture() {
    this(TestPostgres.freshDb());
  }

  /** Another replica. */
  AccessFixture(Db db) {
    this.db = db;
    ring = new KeyRing(db, keyStore, clock);
    keys = new ApiKeys(db, keyStore, ring, clock);
    sessions = new Sessions(db, new SessionStore(), ring, clock);
    uses = new KeyUses(db, keyStore, clock);
    auditStore = new AuditStore(db, new ObjectMapper());
    audit = new Audit(auditStore, () -> Duration.ofDays(365), clock);
  }
}
