package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.history.Standings.Standing;
import io.probity.history.SummaryEndpoint;
import io.probity.web.BadgeFace.Kind;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class BadgeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");

  private static Standing standing(
      String state, boolean silent, String uptime, String p95Ms, Instant notAfter) {
    return new Standing(
        new SummaryEndpoint(
            1,
            new UUID(7, 1),
            "shop",
            "Shop",
            state,
            NOW,
            null,
            notAfter,
            NOW.minusSeconds(60),
            Duration.ofMinutes(2)),
        true,
        silent,
        uptime == null ? null : new BigDecimal(uptime),
        p95Ms == null ? null : new BigDecimal(p95Ms));
  }

  private static BadgeFace face(Kind kind, Standing standing) {
    return BadgeFace.of(kind, standing, "30d", NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "up, false, up",
    "up, true, unknown",
    "paused, true, not monitored",
    "maintenance, false, maintenance",
    "down, false, down"
  })
  void saysTheState(String state, boolean silent, String message) {
    BadgeFace face = face(Kind.STATUS, standing(state, silent, null, null, null));
    assertThat(face.label()).isEqualTo("status");
    assertThat(face.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100 %, #14683f",
    "0.999999, 99.99 %, #14683f",
    "0.99, 99 %, #855000",
    "0.5, 50 %, #b0231b",
    "0, 0 %, #b0231b",
    ", unknown, #53606b"
  })
  void saysTheUptime(String uptime, String message, String color) {
    assertThat(face(Kind.UPTIME, standing("up", false, uptime, null, null)))
        .isEqualTo(new BadgeFace("uptime 30d", message, color));
  }

  @Test
  void saysTheLatency() {
    assertThat(face(Kind.LATENCY, standing("up", false, null, "123.6", null)).message())
        .isEqualTo("124 ms");
    assertThat(face(Kind.LATENCY, standing("up", false, null, null, null)).message())
        .isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "P42D, expires in 42 d, #14683f",
    "P13D, expires in 13 d, #855000",
    "PT5H, expires in 5 h, #b0231b",
    "PT0S, expired, #b0231b",
    ", none, #53606b"
  })
  void saysHowLongTheCertificateIsValid(String left, String message, String color) {
    Instant end = left == null ? null : NOW.plus(Duration.parse(left));
    assertThat(face(Kind.CERTIFICATE, standing("up", false, null, null, end)))
        .isEqualTo(new BadgeFace("certificate", message, color));
  }

  @Test
  void drawsWhateverTheLabelIs() throws Exception {
    String label = Gallery.HOSTILE + "\u0000\u000b\ud800]]>é";
    Element svg = parse(BadgeSvg.draw(new BadgeFace("x", "up", "#14683f").labelled(label)));
    assertThat(svg.getElementsByTagName("img").getLength()).isZero();
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent())
        .isEqualTo(label.replaceAll("[\u0000\u000b\ud800]", " "));
  }

  @Test
  void givesEachTextItsPlace() throws Exception {
    Element svg = parse(BadgeSvg.draw(new BadgeFace("status", "up", "#14683f")));
    int left = BadgeSvg.width("status") + 12;
    assertThat(svg.getAttribute("width"))
        .isEqualTo(String.valueOf(left + BadgeSvg.width("up") + 12));
    assertThat(BadgeSvg.width("status")).isBetween(30, 40);
    assertThat(BadgeSvg.width("iii")).isLessThan(BadgeSvg.width("WWW"));
  }

  private static Element parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  @Test
  void tellsShieldsWhatToDraw() {
    assertThat(new BadgeFace("status", "up", "#14683f").json())
        .hasToString(
            "{\"schemaVersion\":1,\"label\":\"status\",\"message\":\"up\",\"color\":\"#14683f\"}");
  }
}
