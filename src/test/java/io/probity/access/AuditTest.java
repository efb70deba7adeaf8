package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.DbException;
import io.probity.db.Mandate;
import io.probity.db.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);

  private final AccessFixture here = new AccessFixture();
  private final ApiKey ann = here.keys.create("ann", Role.ADMIN, Map.of(), null).key();

  private Mandate doing(String operation) {
    return new Mandate(Reach.EVERYTHING, here.audit.of(ann, "192.0.2.1", operation));
  }

  private List<AuditEntry> entries(AuditFilter filter, Map<String, String> reach) {
    return here.auditStore.page(filter, new Reach(reach), null, 10);
  }

  @Test
  void saysWhoDidWhatWhenAndFromWhere() {
    UUID id =
        here.keys
            .create("ci", Role.EDITOR, Map.of("team", "a"), null, doing("createKey"))
            .key()
            .id();
    AuditEntry entry = entries(ALL, Map.of()).get(0);
    assertThat(entry.at()).isEqualTo(here.clock.instant());
    assertThat(entry.keyId()).isEqualTo(ann.id());
    assertThat(entry.actor()).isEqualTo("ann");
    assertThat(entry.address()).isEqualTo("192.0.2.1");
    assertThat(entry.operation()).isEqualTo("createKey");
    assertThat(entry.subject()).isEqualTo(id);
    assertThat(entry.changes())
        .extracting(each -> each.path("pointer").asText())
        .containsExactly("/labels/team", "/name", "/role");
  }

  @Test
  void isSeenByWhoReachesTheThingAsItWasAndAsItIs() {
    UUID id =
        here.keys
            .create("ci", Role.EDITOR, Map.of("team", "a"), null, doing("createKey"))
            .key()
            .id();
    here.keys.update(id, key -> key.with("ci", Map.of("team", "b"), null), doing("patchKey"));
    assertThat(entries(ALL, Map.of("team", "a")))
        .extracting(AuditEntry::operation)
        .containsExactly("createKey");
    assertThat(entries(ALL, Map.of("team", "b"))).isEmpty();
    assertThat(entries(ALL, Map.of())).hasSize(2);
  }

  @Test
  void hasNoEntryOfWhatDidNotHappen() {
    assertThat(here.keys.revoke(ann.id(), key -> {}, doing("revokeKey")))
        .isEqualTo(ApiKeys.Revocation.LAST_ADMIN);
    assertThatThrownBy(
            () ->
                here.keys.update(
                    ann.id(), key -> key.with("ann", Map.of("team", "a"), null), doing("patchKey")))
        .isInstanceOf(LastAdmin.class);
    here.keys.update(ann.id(), key -> key, doing("patchKey"));
    assertThat(entries(ALL, Map.of())).isEmpty();
  }

  @Test
  void findsByEachFilter() {
    UUID id = here.keys.create("ci", Role.EDITOR, Map.of(), null, doing("createKey")).key().id();
    var now = here.clock.instant();
    assertThat(entries(new AuditFilter(now, now.plusSeconds(1), "ann", "key", id), Map.of()))
        .hasSize(1);
    assertThat(entries(new AuditFilter(null, null, ann.id().toString(), null, null), Map.of()))
        .hasSize(1);
    assertThat(entries(new AuditFilter(now.plusSeconds(1), null, null, null, null), Map.of()))
        .isEmpty();
    assertThat(entries(new AuditFilter(null, now, null, null, null), Map.of())).isEmpty();
    assertThat(entries(new AuditFilter(null, null, "bob", null, null), Map.of())).isEmpty();
    assertThat(entries(new AuditFilter(null, null, null, "endpoint", null), Map.of())).isEmpty();
    assertThat(entries(new AuditFilter(null, null, null, null, ann.id()), Map.of())).isEmpty();
  }

  @Test
  void isForgottenAfterItsTimeAndNeverChanged() {
    here.keys.create("ci", Role.EDITOR, Map.of(), null, doing("createKey"));
    assertThatThrownBy(() -> here.db.update("UPDATE audit SET actor = 'bob'"))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("not changed afterwards");
    here.clock.advance(Duration.ofDays(365));
    here.audit.prune();
    assertThat(entries(ALL, Map.of())).hasSize(1);
    here.clock.advance(Duration.ofSeconds(1));
    here.audit.prune();
    assertThat(entries(ALL, Map.of())).isEmpty();
  }

  @Test
  void refusesToForgetAtOnce() {
    assertThatThrownBy(() -> new Audit(here.auditStore, () -> Duration.ofHours(1), here.clock))
        .hasMessageContaining("probity.audit.keep");
  }
}
