package io.probity.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.check.EndpointPool;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.health.Incident;
import io.probity.health.Resolution;
import io.probity.history.FailurePoint;
import io.probity.history.LatencyPoint;
import io.probity.history.Sighting;
import io.probity.history.UptimeReport;
import io.probity.probe.CheckSummary;
import io.probity.probe.Explanation;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.OpenConnections;
import io.probity.probe.ProbeJson;
import io.probity.probe.Reproduction;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.secret.MaskedUrl;
import io.probity.testing.Samples;
import io.probity.testing.TestCa;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The page of an endpoint: well, down, never checked, and with names nobody should have given. */
final class EndpointSamples {
  private static final Instant NOW = Gallery.NOW;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "01930000-0000-7000-8000-000000000001";
  private static final Timings FRESH =
      new Timings(4_120, 10_100, 21_000, 50, 32_700, 1_300, 69_562);
  private static final Timings POOLED =
      new Timings(Timings.NONE, Timings.NONE, Timings.NONE, 50, 30_200, 900, 31_300);
  private static final Failure EXPIRED =
      new Failure(
          FailureClass.TLS_CERTIFICATE_EXPIRED,
          "The certificate of orders.example.com expired on 2026-11-22 at 11:14:20 UTC.",
          new TreeMap<>(
              Map.of(
                  "subject",
                  "CN=orders.example.com",
                  "notAfter",
                  "2026-11-22T11:14:20Z",
                  "atFault",
                  0)));

  private EndpointSamples() {}

  static void add(Templates templates, Map<String, String> pages) {
    put(templates, pages, "endpoint-up", Gallery.ADMIN, up());
    put(templates, pages, "endpoint-down", Gallery.ADMIN, down());
    put(templates, pages, "endpoint-viewer", Gallery.VIEWER, down());
    put(templates, pages, "endpoint-unchecked", Gallery.ADMIN, unchecked());
    put(templates, pages, "endpoint-hostile", Gallery.ADMIN, hostile());
  }

  private static void put(
      Templates templates,
      Map<String, String> pages,
      String name,
      Viewer viewer,
      EndpointPage page) {
    Frame frame =
        Frame.of(page.name(), "overview", viewer)
            .styled("uplot.css", "waterfall.css", "endpoint.css")
            .scripted("endpoint.js")
            .live("?endpoint=" + page.id());
    pages.put(name, templates.render("endpoint", frame, page));
  }

  static EndpointPage up() {
    List<CheckSummary> checks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      checks.add(passed(NOW.minusSeconds(12 + 30L * i), i % 5 == 4 ? FRESH : POOLED));
    }
    return page(
        Samples.orders(
            "orders",
            "Orders",
            "https://orders.example.com/health?token=s3cr3t",
            Map.of("team", "payments", "tier", "1")),
        "up",
        null,
        checks,
        Map.of(),
        List.of(incident(NOW.minus(Duration.ofDays(3)), Resolution.RECOVERED, EXPIRED.detail())),
        chain(null),
        CheckQuery.NONE);
  }

  static EndpointPage down() {
    List<CheckSummary> checks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      checks.add(
          i < 4
              ? failed(NOW.minusSeconds(12 + 30L * i), EXPIRED)
              : passed(NOW.minusSeconds(12 + 30L * i), FRESH));
    }
    checks.set(2, timedOut(NOW.minusSeconds(72)));
    List<Incident> incidents = new ArrayList<>();
    incidents.add(incident(NOW.minusSeconds(340), null, EXPIRED.detail()));
    for (int i = 1; i < 10; i++) {
      incidents.add(
          incident(
              NOW.minus(Duration.ofDays(4L * i)),
              Resolution.RECOVERED,
              "203.0.113.7:443 refused the connection"));
    }
    EndpointSpec spec =
        Samples.orders(
            "orders",
            "Orders",
            "https://orders.example.com/health?token=s3cr3t",
            Map.of("team", "payments", "tier", "1"));
    return page(
        spec,
        "down",
        trouble(spec, EXPIRED),
        checks,
        Map.of(NOW.minusSeconds(72), attempts(NOW.minusSeconds(72))),
        incidents,
        chain(EXPIRED),
        new CheckQuery("7d", "tls", "down", "tls", "2026-11-01T00:00", "", NOW.toString()));
  }

  private static EndpointPage unchecked() {
    return page(
        Samples.orders(null, "New", "http://new.example.com/", Map.of()),
        "unknown",
        null,
        List.of(),
        Map.of(),
        List.of(),
        null,
        new CheckQuery("", "", "sideways", "", "", "", ""));
  }

  private static EndpointPage hostile() {
    String bad = Gallery.HOSTILE;
    Failure failure =
        new Failure(
            FailureClass.ASSERTION_BODY, bad, Map.of("bodyStart", bad, "a", Map.of(bad, bad)));
    EndpointSpec spec =
        Samples.orders(
            "hostile",
            bad + " a-name-that-is-very-long-and-has-no-end".repeat(4),
            "https://hostile.example.com/" + "a-very-long-path/".repeat(20) + "?a=b",
            Map.of("team", bad));
    return page(
        spec,
        "degraded",
        trouble(spec, failure),
        List.of(failed(NOW.minusSeconds(5), failure)),
        Map.of(),
        List.of(incident(NOW.minusSeconds(5), null, bad)),
        chain(new Failure(FailureClass.TLS_INCOMPLETE_CHAIN, bad, Map.of())),
        new CheckQuery(bad, bad, bad, bad, bad, bad, bad));
  }

  private static EndpointPage page(
      EndpointSpec spec,
      String state,
      Trouble trouble,
      List<CheckSummary> checks,
      Map<Instant, ArrayNode> traces,
      List<Incident> incidents,
      CertificateChain chain,
      CheckQuery query) {
    List<Tried> tried = new ArrayList<>();
    checks.stream().limit(8).forEach(each -> tried.addAll(Tried.of(each, traces.get(each.at()))));
    boolean hostile = spec.name().startsWith("<");
    return new EndpointPage(
        ID,
        spec.name(),
        spec.key(),
        spec.method(),
        MaskedUrl.of(spec.url()),
        spec.url().getScheme().equals("https"),
        state,
        null,
        state.equals("down"),
        checks.isEmpty() ? null : Moment.of(NOW.minusSeconds(340), NOW),
        checks.isEmpty() ? null : Moment.of(checks.get(0).at(), NOW),
        Moment.of(NOW.plusSeconds(18), NOW),
        "30s",
        new TreeMap<>(spec.labels())
            .entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList(),
        false,
        hostile ? Gallery.HOSTILE : null,
        trouble,
        Waterfall.of(tried, NOW),
        checks.isEmpty() ? null : "21 of the last 25 checks went over a pooled connection.",
        PoolFacts.of(
            new EndpointPool.Known(
                true,
                null,
                List.of(new OpenConnections("https://orders.example.com", 1, 0, 252_000, 1_208)))),
        chart(query, !checks.isEmpty()),
        uptime(!checks.isEmpty()),
        incidents.stream().map(each -> IncidentLine.of(each, NOW)).toList(),
        chain,
        chain == null ? List.of() : List.of(chain),
        list(checks, traces, query),
        EndpointSettings.of(
            spec, new EndpointCodec(() -> Duration.ofSeconds(1), host -> null).show(spec)));
  }

  private static CheckList list(
      List<CheckSummary> checks, Map<Instant, ArrayNode> traces, CheckQuery query) {
    return new CheckList(
        checks.stream().map(each -> CheckLine.of(each, traces.get(each.at()), NOW)).toList(),
        CheckQuery.verdicts(query.verdict()),
        CheckQuery.failures(query.failure()),
        query.from(),
        query.to(),
        query.window(),
        query.phase(),
        query.read().problems(),
        List.of(),
        checks.size() > 5 ? query.olderThan(checks.get(5).at()) : null,
        query.before().isEmpty() ? null : query.newest(),
        query.isFiltered() ? query.unfiltered() : null,
        CheckQuery.span(query.read().filter()));
  }

  private static Trouble trouble(EndpointSpec spec, Failure failure) {
    ObjectNode explained = JsonNodeFactory.instance.objectNode();
    explained.set("failure", ProbeJson.failure(failure));
    Explanation explanation = Explanation.of(failure.cls());
    explained.put("explanation", explanation.text());
    explained.put("owner", explanation.owner().wireName());
    explained.put("since", NOW.minusSeconds(340).toString());
    explained.put("incidentId", ID);
    explained
        .putObject("check")
        .put("at", NOW.minusSeconds(12).toString())
        .put("address", "203.0.113.7");
    explained.putObject("lastGood").put("at", NOW.minusSeconds(370).toString());
    explained
        .putArray("changes")
        .addObject()
        .put("field", "headers.server")
        .put("before", "nginx")
        .put("now", failure == EXPIRED ? "envoy" : failure.detail());
    ArrayNode commands = explained.putArray("reproduce");
    Reproduction.of(spec, failure, "203.0.113.7").forEach(each -> commands.add(each.json()));
    explained.put(
        "summary",
        spec.name() + " is down since 2026-11-22T11:14:20Z (340 seconds). " + failure.detail());
    return Trouble.of(explained, failure == EXPIRED ? "down" : "degraded", NOW);
  }

  private static CheckSummary passed(Instant at, Timings timings) {
    return new CheckSummary(
        at,
        Trigger.SCHEDULE,
        Verdict.UP,
        null,
        200,
        HttpVersion.HTTP_2,
        "203.0.113.7",
        timings == POOLED,
        1,
        2_312,
        timings,
        800);
  }

  private static CheckSummary failed(Instant at, Failure failure) {
    Timings timings =
        new Timings(4_120, 10_100, Timings.NONE, Timings.NONE, Timings.NONE, Timings.NONE, 39_400);
    return new CheckSummary(
        at,
        Trigger.CONFIRM,
        Verdict.DOWN,
        failure,
        null,
        null,
        "203.0.113.7",
        false,
        1,
        0,
        timings,
        800);
  }

  private static CheckSummary timedOut(Instant at) {
    Timings timings =
        new Timings(Timings.NONE, 9_800, 20_100, 60, Timings.NONE, Timings.NONE, 130_200);
    return new CheckSummary(
        at,
        Trigger.MANUAL,
        Verdict.DOWN,
        Failure.of(FailureClass.RESPONSE_TIMEOUT, "No response within 100 ms."),
        null,
        null,
        "203.0.113.7",
        false,
        2,
        0,
        timings,
        800);
  }

  private static ArrayNode attempts(Instant at) {
    try {
      return (ArrayNode)
          JSON.readTree(
              """
              [{"at": "%s", "failure": {"class": "connect.refused", "detail": "203.0.113.7:443 refused the connection"},
                "status": null, "address": "203.0.113.7", "reused": false, "connectionAgeMs": null,
                "timings": {"dnsMs": 3.1, "connectMs": null, "tlsMs": null, "writeMs": null, "firstByteMs": null,
                  "transferMs": null, "totalMs": 12.4}},
               {"at": "%s", "failure": {"class": "response.timeout", "detail": "No response within 100 ms."},
                "status": null, "address": "203.0.113.7", "reused": false, "connectionAgeMs": 31,
                "timings": {"dnsMs": null, "connectMs": 9.8, "tlsMs": 20.1, "writeMs": 0.06, "firstByteMs": null,
                  "transferMs": null, "totalMs": 130.2}}]
              """
                  .formatted(at, at.plusMillis(60)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Incident incident(Instant opened, Resolution resolution, String detail) {
    return new Incident(
        UUID.fromString(ID),
        UUID.fromString(ID),
        opened,
        resolution == null ? null : opened.plusSeconds(432),
        resolution,
        ProbeJson.failure(Failure.of(FailureClass.TLS_CERTIFICATE_EXPIRED, detail)),
        resolution == null ? detail : null,
        null,
        Map.of(),
        null,
        List.of());
  }

  private static CertificateChain chain(Failure failure) {
    TestCa root = TestCa.root("Example Root X1");
    TestCa between =
        root.intermediate(
            "Example Intermediate R3",
            NOW.minus(Duration.ofDays(500)),
            NOW.plus(Duration.ofDays(900)));
    Instant end = failure == EXPIRED ? NOW.minusSeconds(340) : NOW.plus(Duration.ofDays(62));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        between
            .leaf(
                NOW.minus(Duration.ofDays(28)), end, "orders.example.com", "www.orders.example.com")
            .leaf());
    chain.add(between.certificate());
    return CertificateChain.of(
        new Sighting(
            NOW.minus(Duration.ofDays(28)),
            chain,
            failure == null ? null : failure.cls(),
            failure == null ? null : failure.cls() == FailureClass.TLS_INCOMPLETE_CHAIN ? 1 : 0,
            failure == null ? null : failure.detail(),
            "TLSv1.3",
            "TLS_AES_256_GCM_SHA384",
            "203.0.113.7"),
        NOW);
  }

  private static LatencyChart chart(CheckQuery query, boolean seen) {
    List<LatencyPoint> latencies = new ArrayList<>();
    List<FailurePoint> failures = new ArrayList<>();
    for (int i = 23; i >= 0; i--) {
      Instant at = NOW.minus(Duration.ofHours(i));
      BigDecimal ms = seen && i != 7 ? BigDecimal.valueOf(30 + i % 5) : null;
      latencies.add(new LatencyPoint(at, ms == null ? 0 : 120, ms, ms, ms, ms));
      failures.add(
          new FailurePoint(
              at,
              Map.of(Verdict.UP, seen ? 118L : 0, Verdict.DOWN, i == 3 ? 2L : 0),
              i == 3 ? Map.of(FailureClass.CONNECT_REFUSED, 2L) : Map.of()));
    }
    return LatencyChart.of(query, Duration.ofHours(1), latencies, failures, NOW);
  }

  private static UptimeTable uptime(boolean seen) {
    List<UptimeReport> days = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      days.add(
          report(
              seen && i > 20 ? 86_400 : 0, i % 23 == 0 ? 4_000 : 0, seen && i > 20 ? 0 : 86_400));
    }
    List<UptimeTable.Window> windows =
        List.of(
            new UptimeTable.Window("24 h", report(86_060, 340, 0)),
            new UptimeTable.Window("7 d", report(604_000, 800, 0)),
            new UptimeTable.Window("30 d", report(2_591_900, 100, 0)),
            new UptimeTable.Window("90 d", report(7_775_000, 1_000, 30_000)),
            new UptimeTable.Window("365 d", report(7_775_000, 0, 0)));
    return UptimeTable.of(
        seen ? windows : List.of(new UptimeTable.Window("24 h", report(0, 0, 0))),
        NOW.minus(Duration.ofDays(89)),
        days);
  }

  private static UptimeReport report(long up, long down, long unknown) {
    BigDecimal observed = BigDecimal.valueOf(up + down);
    BigDecimal uptime =
        up + down == 0 ? null : BigDecimal.valueOf(up).divide(observed, 6, RoundingMode.DOWN);
    BigDecimal zero = BigDecimal.ZERO;
    return new UptimeReport(
        BigDecimal.valueOf(up),
        zero,
        BigDecimal.valueOf(down),
        zero,
        zero,
        BigDecimal.valueOf(unknown),
        uptime,
        uptime == null ? null : BigDecimal.ONE,
        down > 0 ? 1 : 0,
        down > 0 ? BigDecimal.valueOf(432) : null,
        null);
  }
}
