package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.check.LastCheck;
import io.probity.check.Observation;
import io.probity.endpoint.Endpoint;
import io.probity.health.ObservedState;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import io.probity.testing.PrometheusText;
import io.probity.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final UUID ID = UUID.fromString("01930000-0000-7000-8000-000000000001");
  private static final Timings FRESH = new Timings(1_000, 2_000, 3_000, 40, 5_000, 600, 11_640);

  private static Endpoint endpoint(@Nullable String key, String url, Map<String, String> labels) {
    return new Endpoint(
        1, ID, 1, 1, Samples.AT, Samples.AT, Samples.orders(key, "Orders", url, labels));
  }

  private static LastCheck check(Verdict verdict, @Nullable FailureClass failure) {
    return new LastCheck(
        Instant.parse("2026-11-22T10:00:00.250Z"),
        verdict,
        failure,
        200,
        HttpVersion.HTTP_1_1,
        "192.0.2.1",
        1,
        1234,
        FRESH,
        null);
  }

  private static String written(boolean openMetrics, Observation... observations) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Exposition.write(List.of(observations), openMetrics, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }

  private static Map<String, Double> shown(LastCheck check) {
    Observation observation =
        new Observation(
            endpoint("orders", "https://orders.example/", Map.of()), check, ObservedState.UP);
    return PrometheusText.parse(written(false, observation)).of("orders");
  }

  private static Map<String, String> labels(Endpoint endpoint) {
    Observation observation = new Observation(endpoint, check(Verdict.UP, null), ObservedState.UP);
    Map<String, String> labels =
        new TreeMap<>(
            PrometheusText.parse(written(false, observation))
                .samples()
                .keySet()
                .iterator()
                .next()
                .labels());
    labels.keySet().removeAll(List.of("endpoint", "id", "target"));
    return labels;
  }

  @Test
  void showsACheckThatPassed() {
    assertThat(shown(check(Verdict.UP, null)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("probe_success", 1.0),
                Map.entry("probe_duration_seconds", 0.01164),
                Map.entry("probe_http_duration_seconds{phase=resolve}", 0.001),
                Map.entry("probe_http_duration_seconds{phase=connect}", 0.002),
                Map.entry("probe_http_duration_seconds{phase=tls}", 0.003),
                Map.entry("probe_http_duration_seconds{phase=processing}", 0.00504),
                Map.entry("probe_http_duration_seconds{phase=transfer}", 0.0006),
                Map.entry("probe_dns_lookup_time_seconds", 0.001),
                Map.entry("probe_http_status_code", 200.0),
                Map.entry("probe_http_version", 1.1),
                Map.entry("probe_http_ssl", 0.0),
                Map.entry("probe_http_content_length", 1234.0),
                Map.entry("probe_failed_due_to_regex", 0.0),
                Map.entry("probe_ip_protocol", 4.0),
                Map.entry("probe_state{state=up}", 1.0),
                Map.entry("probe_attempts", 1.0),
                Map.entry("probe_last_check_timestamp_seconds", 1795341600.25)));
  }

  @Test
  void aPhaseThatDidNotHappenTookNoTime() {
    LastCheck refused =
        new LastCheck(
            Samples.AT,
            Verdict.DOWN,
            FailureClass.CONNECT_REFUSED,
            0,
            null,
            "2001:db8::1",
            3,
            0,
            Samples.timings(900),
            null);
    assertThat(shown(refused))
        .containsEntry("probe_success", 0.0)
        .containsEntry("probe_duration_seconds", 0.0009)
        .containsEntry("probe_http_duration_seconds{phase=resolve}", 0.0)
        .containsEntry("probe_http_duration_seconds{phase=processing}", 0.0)
        .containsEntry("probe_http_status_code", 0.0)
        .containsEntry("probe_http_version", 0.0)
        .containsEntry("probe_ip_protocol", 6.0)
        .containsEntry("probe_attempts", 3.0)
        .containsEntry("probe_failure_info{class=connect.refused, phase=connect}", 1.0);
  }

  @Test
  void degradedIsASuccessThatSaysWhy() {
    assertThat(shown(check(Verdict.DEGRADED, FailureClass.ASSERTION_BODY)))
        .containsEntry("probe_success", 1.0)
        .containsEntry("probe_failed_due_to_regex", 1.0)
        .containsEntry("probe_failure_info{class=assertion.body, phase=assertion}", 1.0);
  }

  @Test
  void whatTheMonitorCannotKnowIsNoFailureOfTheTarget() {
    assertThat(shown(check(Verdict.UNKNOWN, FailureClass.MONITOR_OVERLOADED)))
        .doesNotContainKey("probe_success")
        .containsEntry("probe_failure_info{class=monitor.overloaded, phase=monitor}", 1.0);
  }

  @Test
  void seriesAreNamedByKeyOrId() {
    LastCheck check = check(Verdict.UP, null);
    Observation keyless =
        new Observation(
            endpoint(null, "https://h.example/?token=s3cret", Map.of()), check, ObservedState.UP);
    assertThat(PrometheusText.parse(written(false, keyless)).samples().keySet())
        .allSatisfy(
            series ->
                assertThat(series.labels())
                    .containsEntry("endpoint", ID.toString())
                    .containsEntry("id", ID.toString())
                    .containsEntry("target", "https://h.example/?token=***"));
  }

  @Test
  void labelsAreMadeFitForPrometheus() {
    assertThat(
            labels(
                endpoint(
                    "orders",
                    "https://h.example/",
                    Map.of("app.kubernetes.io/name", "orders", "9lives", "yes", "id", "mine"))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "label_app_kubernetes_io_name",
                "orders",
                "label_9lives",
                "yes",
                "label_id",
                "mine"));
  }

  @Test
  void valuesAreEscaped() {
    String value = "a \"quoted\" back\\slash,\nanother line}, 名前 \\n";
    assertThat(labels(endpoint("orders", "https://h.example/", Map.of("note", value))))
        .containsExactly(Map.entry("label_note", value));
  }

  @Test
  void labelsThatBecomeTheSameAreToldApart() {
    Map<String, String> labels =
        Map.of("a.b", "dot", "a-b", "hyphen", "a/b", "slash", "a_b_conflict2", "taken");
    assertThat(labels(endpoint("orders", "https://h.example/", labels)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "label_a_b_conflict1", "hyphen",
                "label_a_b_conflict2", "taken",
                "label_a_b_conflict3", "dot",
                "label_a_b_conflict4", "slash"));
  }

  @Test
  void openMetricsIsTheSameWithAnEnd() {
    Observation seen =
        new Observation(
            endpoint("orders", "https://h.example/", Map.of()),
            check(Verdict.UP, null),
            ObservedState.UP);
    assertThat(written(true, seen)).isEqualTo(written(false, seen) + "# EOF\n");
    assertThat(written(true)).isEqualTo("# EOF\n");
    assertThat(written(false)).isEmpty();
  }
}
