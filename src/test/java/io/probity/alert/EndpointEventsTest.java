package io.probity.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Endpoint;
import io.probity.health.Notice;
import io.probity.health.ObservedState;
import io.probity.health.Resolution;
import io.probity.health.Transition;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Observation;
import io.probity.probe.ProbeJson;
import io.probity.probe.Timings;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.TestCa;
import io.probity.tls.CertificateFacts;
import io.probity.tls.TlsFacts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointEventsTest {
  private static final Instant SINCE = AlertFixtures.START;
  private static final UUID INCIDENT = UUID.fromString("01993f4e-7c1a-7cc0-8000-0123456789ab");
  private static final Failure FAILURE =
      Failure.of(FailureClass.TLS_CERTIFICATE_EXPIRED, "It expired yesterday.");

  private final Endpoint endpoint =
      AlertFixtures.endpoint(
          7, "https://orders.example.com/health?token=s3cret&x=1", Map.of("team", "payments"));

  @Test
  void tellOfAnOutageWhatFailedWhenAndWhatIsDifferent() {
    TestCa.Issued issued = TestCa.root("root").leaf("orders.example.com");
    Transition down = change(ObservedState.UP, ObservedState.DOWN, FAILURE, null);
    JsonNode lastGood = ProbeJson.check(check(Verdict.UP, "203.0.113.6"));
    Event event =
        events("https://probity.example/")
            .of(endpoint, told(down), seen("203.0.113.7", issued, Map.of()), lastGood, SINCE);
    ObjectNode data = event.data();
    assertThat(event.type()).isEqualTo(EventType.ENDPOINT_DOWN);
    assertThat(event.id().version()).isEqualTo(7);
    assertThat(data.path("incidentId").textValue()).isEqualTo(INCIDENT.toString());
    assertThat(data.at("/endpoint/id").textValue()).isEqualTo(endpoint.publicId().toString());
    assertThat(data.at("/endpoint/key").textValue()).isEqualTo("orders-7");
    assertThat(data.at("/endpoint/url").textValue())
        .isEqualTo("https://orders.example.com/health?token=***&x=***");
    assertThat(data.at("/endpoint/labels/team").textValue()).isEqualTo("payments");
    assertThat(data.path("state").textValue()).isEqualTo("down");
    assertThat(data.path("previousState").textValue()).isEqualTo("up");
    assertThat(data.path("since").textValue()).isEqualTo("2026-11-22T11:20:00.000000Z");
    assertThat(data.at("/failure/class").textValue()).isEqualTo("tls.certificate_expired");
    assertThat(data.at("/check/verdict").textValue()).isEqualTo("down");
    assertThat(data.at("/certificate/sha256").textValue())
        .isEqualTo(CertificateFacts.fingerprint(issued.leaf()));
    assertThat(data.at("/certificate/notAfter").textValue())
        .isEqualTo(issued.leaf().getNotAfter().toInstant().toString());
    assertThat(data.at("/certificate/tlsVersion").textValue()).isEqualTo("TLSv1.3");
    assertThat(data.path("lastGood")).isEqualTo(lastGood);
    assertThat(data.path("changes")).hasSize(1);
    assertThat(data.at("/changes/0/field").textValue()).isEqualTo("address");
    assertThat(data.at("/changes/0/before").textValue()).isEqualTo("203.0.113.6");
    assertThat(data.at("/changes/0/now").textValue()).isEqualTo("203.0.113.7");
    assertThat(data.at("/links/endpoint").textValue())
        .isEqualTo("https://probity.example/api/v1/endpoints/" + endpoint.publicId());
    assertThat(data.at("/links/incident").textValue())
        .isEqualTo("https://probity.example/api/v1/incidents/" + INCIDENT);
  }

  @Test
  void tellWhichCertificateTookThePlaceOfTheLastGoodOne() {
    TestCa ca = TestCa.root("root");
    TestCa.Issued now = ca.leaf("orders.example.com");
    ObjectNode lastGood = ProbeJson.check(check(Verdict.UP, "203.0.113.7"));
    lastGood.put("tlsVersion", "TLSv1.2");
    lastGood.putObject("certificate").put("sha256", "00ff").put("subject", "CN=before");
    ObjectNode data =
        events("https://probity.example/")
            .of(
                endpoint,
                told(change(ObservedState.UP, ObservedState.DOWN, FAILURE, null)),
                seen("203.0.113.7", now, Map.of()),
                lastGood,
                SINCE)
            .data();
    assertThat(data.path("changes").findValuesAsText("field"))
        .containsExactly("tlsVersion", "certificate.sha256", "certificate.subject");
    assertThat(data.at("/changes/1/before").textValue()).isEqualTo("00ff");
    assertThat(data.at("/changes/1/now").textValue())
        .isEqualTo(CertificateFacts.fingerprint(now.leaf()));
  }

  @Test
  void tellOfTheEndOfAnOutageWhyAndHowLongItWas() {
    Transition up = change(ObservedState.DOWN, ObservedState.UP, null, Resolution.RECOVERED);
    ObjectNode data = event(up).data();
    assertThat(data.path("reason").textValue()).isEqualTo("recovered");
    assertThat(data.path("downSeconds").longValue()).isEqualTo(90);
    assertThat(data.path("failure").isNull()).isTrue();
    assertThat(data.at("/links/endpoint").textValue())
        .isEqualTo("/api/v1/endpoints/" + endpoint.publicId());
    for (Resolution resolution : Resolution.values()) {
      Event event = event(change(ObservedState.DOWN, ObservedState.DOWN, null, resolution));
      assertThat(event.type()).isEqualTo(EventType.ENDPOINT_UP);
      assertThat(event.data().path("reason").textValue()).isEqualTo(resolution.wireName());
    }
  }

  @Test
  void areOfTheTypeOfWhatIsNews() {
    assertThat(typeOf(ObservedState.UP, ObservedState.DEGRADED))
        .isEqualTo(EventType.ENDPOINT_DEGRADED);
    assertThat(typeOf(ObservedState.DEGRADED, ObservedState.UP)).isEqualTo(EventType.ENDPOINT_UP);
    assertThat(typeOf(ObservedState.DEGRADED, ObservedState.DOWN))
        .isEqualTo(EventType.ENDPOINT_DOWN);
    assertThat(typeOf(ObservedState.UNKNOWN, ObservedState.DOWN))
        .isEqualTo(EventType.ENDPOINT_DOWN);
  }

  @Test
  void ofFlappingTellHowOftenWithinWhichTime() {
    Transition change = change(ObservedState.DOWN, ObservedState.UP, null, Resolution.RECOVERED);
    Event event =
        events(null).of(endpoint, new Notice(Notice.Kind.FLAPPING, change), null, null, SINCE);
    assertThat(event.type()).isEqualTo(EventType.ENDPOINT_FLAPPING);
    assertThat(event.data().path("stateChanges").intValue()).isEqualTo(20);
    assertThat(event.data().path("windowSeconds").intValue()).isEqualTo(1800);
    assertThat(event.data().path("incidentId").textValue()).isEqualTo(INCIDENT.toString());
    Event settled =
        events(null).of(endpoint, new Notice(Notice.Kind.SETTLED, change), null, null, SINCE);
    assertThat(settled.type()).isEqualTo(EventType.ENDPOINT_UP);
    assertThat(settled.data().path("previousState").textValue()).isEqualTo("flapping");
  }

  @Test
  void goToChannelsByTypeAndLabels() {
    Event down = event(change(ObservedState.UP, ObservedState.DOWN, FAILURE, null));
    assertThat(wants(down, Set.of(EventType.ENDPOINT_DOWN), Map.of())).isTrue();
    assertThat(wants(down, Set.of(EventType.ENDPOINT_DOWN), Map.of("team", "payments"))).isTrue();
    assertThat(wants(down, Set.of(EventType.ENDPOINT_DOWN), Map.of("team", "other"))).isFalse();
    assertThat(wants(down, Set.of(EventType.ENDPOINT_UP), Map.of())).isFalse();
  }

  @Test
  void ofTheEndOfADegradationGoToThoseWhoHearOfItsBeginning() {
    Transition change =
        new Transition(ObservedState.DEGRADED, ObservedState.UP, SINCE, SINCE, null, null, null);
    Event up = event(change);
    assertThat(wants(up, ChannelCodec.DEFAULT_EVENTS, Map.of())).isFalse();
    assertThat(wants(up, EnumSet.of(EventType.ENDPOINT_UP, EventType.ENDPOINT_DEGRADED), Map.of()))
        .isTrue();
  }

  private static boolean wants(Event event, Set<EventType> events, Map<String, String> labels) {
    return JdbcOutbox.wants(AlertFixtures.spec("https://a.example/", events, labels), event, false);
  }

  private EventType typeOf(ObservedState from, ObservedState to) {
    return event(change(from, to, null, null)).type();
  }

  private Event event(Transition change) {
    return events(null).of(endpoint, told(change), null, null, SINCE);
  }

  private static Notice told(Transition change) {
    return new Notice(Notice.Kind.CHANGE, change);
  }

  private static Transition change(
      ObservedState from,
      ObservedState to,
      @Nullable Failure failure,
      @Nullable Resolution resolution) {
    return new Transition(from, to, SINCE, SINCE.minusSeconds(90), failure, INCIDENT, resolution);
  }

  private static Observation seen(
      String address, TestCa.Issued presented, Map<String, String> headers) {
    return new Observation(
        check(Verdict.DOWN, address),
        new TlsFacts(presented.chain(), "TLSv1.3", "TLS_AES_128_GCM_SHA256", null),
        headers);
  }

  private static CheckSummary check(Verdict verdict, String address) {
    return new CheckSummary(
        SINCE,
        Trigger.SCHEDULE,
        verdict,
        verdict == Verdict.DOWN ? FAILURE : null,
        200,
        HttpVersion.HTTP_1_1,
        address,
        false,
        1,
        12,
        new Timings(1, 2, 3, 4, 5, 6, 21),
        0);
  }

  private static EndpointEvents events(@Nullable String publicUrl) {
    return new EndpointEvents(
        new AlertConfig() {
          @Override
          public boolean exclusive() {
            return false;
          }

          @Override
          public Duration alertKeep() {
            return Duration.ofDays(30);
          }

          @Override
          public Optional<URI> publicUrl() {
            return Optional.ofNullable(publicUrl).map(URI::create);
          }
        });
  }
}
