package io.probity.web;

import static io.probity.web.Gallery.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.access.AuditEntry;
import io.probity.web.AuditRow.FieldChange;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditRowTest {
  private static final UUID SUBJECT = new UUID(1, 2);

  private static AuditRow row(
      String operation, String kind, String changes, Map<UUID, String> names) {
    return AuditRow.of(
        new AuditEntry(
            new UUID(0, 1),
            NOW,
            new UUID(0, 2),
            "ops",
            null,
            operation,
            kind,
            SUBJECT,
            FormSamples.json("{\"all\": " + changes + "}").path("all")),
        names,
        NOW);
  }

  @Test
  void namesAndLinksWhatWasChanged() {
    AuditRow row =
        row(
            "patchEndpoint",
            "endpoint",
            "[{\"pointer\": \"/labels/a~1b\", \"before\": null, \"after\": 3}]",
            Map.of(SUBJECT, "Orders API"));
    assertThat(row.action()).isEqualTo("patch endpoint");
    assertThat(row.subject()).isEqualTo("Orders API");
    assertThat(row.link()).isEqualTo("/endpoints/" + SUBJECT);
    assertThat(row.changes()).containsExactly(new FieldChange("labels › a/b", null, "3"));
  }

  @Test
  void whatIsGoneHasItsLastNameAndNoLink() {
    AuditRow row =
        row(
            "deleteChannel",
            "channel",
            "[{\"pointer\": \"/name\", \"before\": \"Slack\", \"after\": null}]",
            Map.of());
    assertThat(row.subject()).isEqualTo("Slack");
    assertThat(row.link()).isNull();
  }

  @Test
  void whatHasNoPageIsCalledByItsId() {
    AuditRow row = row("beginSession", "session", "[]", Map.of());
    assertThat(row.subject()).isEqualTo(SUBJECT.toString());
    assertThat(row.link()).isNull();
  }

  @Test
  void aDayIsAWholeOneAndWhatCannotBeReadFiltersNothing() {
    var filter =
        new AuditQuery("key", " ops ", SUBJECT.toString(), "2026-11-21", "2026-11-21", "").filter();
    assertThat(filter.from()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
    assertThat(filter.to()).isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
    assertThat(filter.actor()).isEqualTo("ops");
    assertThat(filter.kind()).isEqualTo("key");
    assertThat(filter.subject()).isEqualTo(SUBJECT);
    var nothing = new AuditQuery("moon", "", "no id", "yesterday", "-", "x").filter();
    assertThat(nothing.from()).isNull();
    assertThat(nothing.to()).isNull();
    assertThat(nothing.kind()).isNull();
    assertThat(nothing.subject()).isNull();
  }

  @Test
  void theNextPageKeepsWhatWasAskedFor() {
    assertThat(new AuditQuery("key", "a&b={c}", "", "", "", "").link(SUBJECT))
        .isEqualTo("/audit?kind=key&actor=a%26b%3D%7Bc%7D&id=&from=&to=&before=" + SUBJECT);
  }
}
