package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.access.ApiKeys.Created;
import io.probity.access.ApiKeys.Revocation;
import io.probity.db.Db;
import io.probity.db.Reach;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final Db db = TestPostgres.freshDb();
  private final ApiKeyStore store = new ApiKeyStore(new ObjectMapper());
  private final KeyRing ring = new KeyRing(db, store, clock);
  private final ApiKeys keys = new ApiKeys(db, store, ring, clock);

  @Test
  void findsAKeyByItsTextOnly() {
    Created created = keys.create("ci", Role.EDITOR, Map.of("team", "payments"), null);
    assertThat(created.text()).matches("pk_[0-9A-Za-z]{43}").startsWith(created.key().prefix());
    assertThat(ring.find(created.text())).contains(created.key());
    assertThat(ring.find(created.text() + "x")).isEmpty();
    assertThat(ring.find(created.text().toLowerCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(ring.find("")).isEmpty();
  }

  @Test
  void storesNoTextOfAKey() {
    Created created = keys.create("ci", Role.VIEWER, Map.of(), null);
    assertThat(db.list("SELECT t::text FROM api_key t", row -> row.getString(1)))
        .hasSize(1)
        .noneMatch(row -> row.contains(created.text()));
    assertThat(created.toString()).doesNotContain(created.text());
  }

  @Test
  void forgetsAKeyAtTheInstantOfItsExpiry() {
    Instant end = clock.instant().plusSeconds(60);
    Created created = keys.create("guest", Role.VIEWER, Map.of(), end);
    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    assertThat(ring.find(created.text())).isPresent();
    clock.advance(Duration.ofNanos(1));
    assertThat(ring.find(created.text())).isEmpty();
    assertThat(keys.list()).containsExactly(created.key());
  }

  @Test
  void seesWhatAnotherReplicaDidAtTheNextRefresh() {
    KeyRing otherRing = new KeyRing(db, store, clock);
    ApiKeys other = new ApiKeys(db, store, otherRing, clock);
    Created created = other.create("ci", Role.EDITOR, Map.of(), null);
    assertThat(ring.find(created.text())).isEmpty();
    ring.refresh();
    assertThat(ring.find(created.text())).isPresent();
    assertThat(other.revoke(created.key().id())).isEqualTo(Revocation.REVOKED);
    ring.refresh();
    assertThat(ring.find(created.text())).isEmpty();
  }

  @Test
  void aRoleOfANewerVersionOpensNothingAndHidesNoOtherKey() {
    Created newer = keys.create("newer", Role.ADMIN, Map.of(), null);
    Created known = keys.create("known", Role.VIEWER, Map.of(), null);
    db.update("ALTER TABLE api_key DROP CONSTRAINT api_key_role_check");
    db.update("UPDATE api_key SET role = 'auditor' WHERE id = ?", newer.key().id());
    ring.refresh();
    assertThat(ring.find(newer.text())).isEmpty();
    assertThat(ring.find(known.text())).contains(known.key());
    assertThat(keys.list()).containsExactly(known.key());
  }

  @Test
  void listsPageByPageFromBothEnds() {
    List<ApiKey> made = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      clock.advance(Duration.ofMillis(1));
      made.add(keys.create(name, Role.VIEWER, Map.of(), null).key());
    }
    UUID middle = made.get(1).id();
    assertThat(keys.page(Reach.EVERYTHING, null, 2)).isEqualTo(made.subList(0, 2));
    assertThat(keys.page(Reach.EVERYTHING, middle, 2)).containsExactly(made.get(2));
    assertThat(keys.newest(Reach.EVERYTHING, null, 2)).containsExactly(made.get(2), made.get(1));
    assertThat(keys.newest(Reach.EVERYTHING, middle, 2)).containsExactly(made.get(0));
  }

  @Test
  void keepsTheLastAdminKey() {
    Created first = keys.create("one", Role.ADMIN, Map.of(), null);
    keys.create("guest admin", Role.ADMIN, Map.of(), clock.instant().plusSeconds(60));
    assertThat(keys.revoke(first.key().id())).isEqualTo(Revocation.LAST_ADMIN);
    Created second = keys.create("two", Role.ADMIN, Map.of(), null);
    assertThat(keys.revoke(first.key().id())).isEqualTo(Revocation.REVOKED);
    assertThat(keys.revoke(first.key().id())).isEqualTo(Revocation.UNKNOWN);
    assertThat(keys.revoke(second.key().id())).isEqualTo(Revocation.LAST_ADMIN);
    assertThat(keys.revoke(UUID.randomUUID())).isEqualTo(Revocation.UNKNOWN);
  }

  @Test
  void spreadsGeneratedKeysOverAllDigits() {
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      seen.append(KeyText.generate().value().substring(3));
    }
    assertThat(seen.chars().distinct().count()).isEqualTo(62);
  }
}
