package io.probity.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointCodecTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  static final EndpointCodec CODEC =
      new EndpointCodec(
          () -> Duration.ofSeconds(1),
          host -> host.equals("10.0.0.1") || host.equals("::1") ? "Is a private address." : null);

  /** Every field with a value of its own. */
  static final String FULL =
      """
      {"key": "orders-api", "name": "Orders API", "url": "https://orders.example.com/health?a=b",
       "method": "post", "headers": {"Accept": "application/json", "X-A": "b"}, "body": "{}",
       "auth": {"type": "basic", "username": "probe", "password": "pass word"},
       "secretHeaders": {"X-Api-Key": "hidden"},
       "interval": "PT30S",
       "timeouts": {"dns": "1s", "connect": "2s", "tls": "4s", "response": "9s", "total": "12s"},
       "retry": {"maxAttempts": 4, "initialDelay": "100ms", "maxDelay": "3s"},
       "connection": "fresh", "pool": {"maxConnections": 3, "idleTimeout": "30s", "maxAge": "5m"},
       "redirects": {"follow": false, "max": 2, "allowDowngrade": true},
       "ipVersion": 4, "maxBody": "64KiB",
       "tls": {"verify": false, "revocation": "full", "serverName": "Other.Example.com", "minVersion": "1.3"},
       "assertions": [
         {"source": "status", "in": ["2XX", 304]},
         {"source": "header", "name": "Content-Type", "contains": "json"},
         {"source": "header", "name": "X-B", "exists": false},
         {"source": "body", "matches": "^o.?k$", "severity": "degraded"},
         {"source": "json", "path": "$.items[?(@.a == 'x')].b", "equals": {"a": [1, null]}},
         {"source": "json", "path": "$['n']", "lessThan": 2.5},
         {"source": "json", "path": "$.none", "equals": null},
         {"source": "latency", "below": "800ms", "severity": "degraded"},
         {"source": "certificate", "validFor": "14d"}],
       "thresholds": {"down": 3, "up": 2, "of": 5, "confirm": null}, "remindEvery": "4h",
       "labels": {"team": "payments", "app.kubernetes.io/name": "orders"},
       "paused": true, "public": true, "managedBy": "terraform"}
      """;

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static EndpointSpec read(String text) {
    return CODEC.read(json(text), null);
  }

  private static List<FieldError> errors(JsonNode input, @Nullable EndpointSpec stored) {
    InvalidInput e = catchThrowableOfType(InvalidInput.class, () -> CODEC.read(input, stored));
    assertThat(e).as("accepted: %s", input).isNotNull();
    return e.errors();
  }

  @Test
  void fillsInEveryDefault() {
    EndpointSpec spec = read("{\"url\": \"https://Example.com\"}");
    assertThat(spec.name()).isEqualTo("example.com");
    assertThat(CODEC.show(spec))
        .isEqualTo(
            json(
                """
                {"key": null, "name": "example.com", "url": "https://example.com", "method": "GET",
                 "headers": {}, "body": null, "auth": null, "secretHeaders": {}, "interval": "60s",
                 "timeouts": {"dns": "2s", "connect": "3s", "tls": "5s", "response": "10s", "total": "15s"},
                 "retry": {"maxAttempts": 3, "initialDelay": "200ms", "maxDelay": "5s"},
                 "connection": "pooled",
                 "pool": {"maxConnections": 2, "idleTimeout": "60s", "maxAge": "10m"},
                 "redirects": {"follow": true, "max": 5, "allowDowngrade": false},
                 "ipVersion": "any", "maxBody": "1MiB",
                 "tls": {"verify": true, "revocation": "stapled", "serverName": null, "minVersion": "1.2"},
                 "assertions": [{"source": "status", "in": ["2xx", "3xx"], "severity": "down"},
                   {"source": "certificate", "validFor": null, "severity": "degraded"}],
                 "thresholds": {"down": 2, "up": 1, "of": null, "confirm": "5s"}, "remindEvery": null,
                 "labels": {}, "paused": false, "public": false, "managedBy": null}
                """));
  }

  @Test
  void readsEveryField() {
    EndpointSpec spec = read(FULL);
    assertThat(spec.method()).isEqualTo("POST");
    assertThat(spec.auth()).isEqualTo(new Auth.Basic("probe", new Secret("pass word")));
    assertThat(spec.secretHeaders()).isEqualTo(Map.of("X-Api-Key", new Secret("hidden")));
    assertThat(spec.interval()).hasSeconds(30);
    assertThat(spec.ipVersion()).isEqualTo(IpVersion.V4);
    assertThat(spec.maxBody()).isEqualTo(65_536);
    assertThat(spec.tls().serverName()).isEqualTo("other.example.com");
    assertThat(spec.assertions()).hasSize(9);
    assertThat(spec.thresholds()).isEqualTo(new Thresholds(3, 2, 5, null));
  }

  @Test
  void whatIsAnsweredIsAcceptedAndMeansTheSame() {
    for (String text : List.of(FULL, "{\"url\": \"http://example.com\", \"interval\": \"1s\"}")) {
      EndpointSpec spec = read(text);
      JsonNode shown = json(CODEC.show(spec).toString());
      assertThat(shown.toString()).doesNotContain("hidden").doesNotContain("pass word");
      EndpointSpec again = CODEC.read(shown, spec);
      assertThat(again).isEqualTo(spec);
      assertThat(json(CODEC.show(again).toString())).isEqualTo(shown);
    }
  }

  @Test
  void keepsAJsonPathAsItWasWritten() {
    JsonNode assertions = CODEC.show(read(FULL)).get("assertions");
    assertThat(assertions.get(4).get("path").asText()).isEqualTo("$.items[?(@.a == 'x')].b");
    assertThat(assertions.get(5).get("path").asText()).isEqualTo("$['n']");
    assertThat(assertions.get(6).has("equals")).isTrue();
  }

  @Test
  void onlyANamedSourceReplacesItsDefault() {
    EndpointSpec spec =
        read(
            "{\"url\": \"https://h.example\", \"assertions\":"
                + " [{\"source\": \"latency\", \"below\": \"1s\"}]}");
    assertThat(spec.assertions())
        .hasExactlyElementsOfTypes(
            Assertion.Status.class, Assertion.Latency.class, Assertion.Certificate.class);
  }

  @Test
  void clampsDefaultsToTheInterval() {
    EndpointSpec spec = read("{\"url\": \"http://h.example\", \"interval\": \"3s\"}");
    Duration three = Duration.ofSeconds(3);
    assertThat(spec.timeouts())
        .isEqualTo(new Timeouts(Duration.ofSeconds(2), three, three, three, three));
    assertThat(spec.thresholds().confirm()).isEqualTo(three);
  }

  @Test
  void givesALongerPhaseALongerTotal() {
    EndpointSpec spec =
        read("{\"url\": \"http://h.example\", \"timeouts\": {\"response\": \"40s\"}}");
    assertThat(spec.timeouts().total()).hasSeconds(40);
  }

  @Test
  void ignoresWhatIsReadOnly() {
    assertThat(
            read(
                "{\"url\": \"http://h.example\", \"id\": 1, \"createdAt\": 1, \"updatedAt\": 1,"
                    + " \"revision\": 1, \"health\": {}}"))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      key | "" | /key
      key | "Upper" | /key
      key | "-a" | /key
      key | "a b" | /key
      key | 7 | /key
      name | "" | /name
      name | "  " | /name
      name | "a\\nb" | /name
      method | "TRACE" | /method
      method | "CONNECT" | /method
      method | "GET /" | /method
      headers | [] | /headers
      headers | {"A": 1} | /headers/A
      headers | {"A b": "c"} | /headers/A b
      headers | {"": "c"} | /headers/
      headers | {"A": "b\\r\\nC: d"} | /headers/A
      headers | {"A": "\\u00fc"} | /headers/A
      headers | {"Content-Length": "3"} | /headers/Content-Length
      headers | {"transfer-encoding": "chunked"} | /headers/transfer-encoding
      headers | {"Connection": "close"} | /headers/Connection
      headers | {"A": "b", "a": "c"} | /headers/a
      body | "x" | /body
      body | {} | /body
      auth | "basic" | /auth
      auth | {} | /auth/type
      auth | {"type": "digest"} | /auth/type
      auth | {"type": "basic", "username": "a:b", "password": "c"} | /auth/username
      auth | {"type": "basic", "username": "a"} | /auth/password
      auth | {"type": "basic", "username": "a", "password": "b", "token": "c"} | /auth/token
      auth | {"type": "bearer", "token": "a b"} | /auth/token
      auth | {"type": "bearer", "token": ""} | /auth/token
      auth | {"type": "bearer", "token": "***"} | /auth/token
      auth | {"type": "mtls", "certificate": "x", "privateKey": "y"} | /auth/certificate
      secretHeaders | {"A": 1} | /secretHeaders/A
      secretHeaders | {"A": "***"} | /secretHeaders/A
      secretHeaders | {"A": "b\\nc"} | /secretHeaders/A
      secretHeaders | {"Upgrade": "h2c"} | /secretHeaders/Upgrade
      interval | 30 | /interval
      interval | "soon" | /interval
      interval | "999ms" | /interval
      interval | "25h" | /interval
      timeouts | {"dns": "0s"} | /timeouts/dns
      timeouts | {"connect": "x"} | /timeouts/connect
      timeouts | {"total": "61s"} | /timeouts/total
      timeouts | {"totel": "1s"} | /timeouts/totel
      retry | {"maxAttempts": 0} | /retry/maxAttempts
      retry | {"maxAttempts": 11} | /retry/maxAttempts
      retry | {"maxAttempts": 1.5} | /retry/maxAttempts
      retry | {"maxAttempts": "3"} | /retry/maxAttempts
      retry | {"initialDelay": "5s", "maxDelay": "1s"} | /retry/maxDelay
      connection | "keep" | /connection
      pool | {"maxConnections": 0} | /pool/maxConnections
      pool | {"maxAge": "0s"} | /pool/maxAge
      redirects | {"max": 21} | /redirects/max
      redirects | {"follow": "yes"} | /redirects/follow
      ipVersion | 5 | /ipVersion
      ipVersion | true | /ipVersion
      maxBody | "0B" | /maxBody
      maxBody | "1TiB" | /maxBody
      maxBody | "65MiB" | /maxBody
      tls | {"revocation": "hard"} | /tls/revocation
      tls | {"serverName": "a/b"} | /tls/serverName
      tls | {"serverName": "a:1"} | /tls/serverName
      tls | {"minVersion": "1.1"} | /tls/minVersion
      assertions | {} | /assertions
      assertions | [1] | /assertions/0
      assertions | [{}] | /assertions/0/source
      assertions | [{"source": "weather"}] | /assertions/0/source
      assertions | [{"source": "status"}] | /assertions/0/in
      assertions | [{"source": "status", "in": ["6xx"]}] | /assertions/0/in
      assertions | [{"source": "status", "in": ["20"]}] | /assertions/0/in
      assertions | [{"source": "status", "in": ["2xx"], "equals": 3}] | /assertions/0/equals
      assertions | [{"source": "header", "exists": true}] | /assertions/0/name
      assertions | [{"source": "header", "name": "A"}] | /assertions/0
      assertions | [{"source": "header", "name": "A", "equals": "a", "exists": true}] | /assertions/0
      assertions | [{"source": "body", "matches": "("}] | /assertions/0/matches
      assertions | [{"source": "body", "matches": "(a)\\\\1"}] | /assertions/0/matches
      assertions | [{"source": "body", "matches": "((a{100}){100}){100}"}] | /assertions/0/matches
      assertions | [{"source": "json", "path": "$.a", "equals": 1e400}] | /assertions/0/equals
      assertions | [{"source": "json", "path": "$.a", "equals": [{"b": 1e-20000}]}] | /assertions/0/equals
      assertions | [{"source": "json", "path": "$.a", "lessThan": 1e400}] | /assertions/0/lessThan
      assertions | [{"source": "json", "path": "$.a", "equals": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}] | /assertions/0/equals
      ipVersion | 1e999999999 | /ipVersion
      retry | {"maxAttempts": 1e999999999} | /retry/maxAttempts
      assertions | [{"source": "body"}] | /assertions/0
      assertions | [{"source": "json", "equals": 1}] | /assertions/0/path
      assertions | [{"source": "json", "path": "$.[", "equals": 1}] | /assertions/0/path
      assertions | [{"source": "json", "path": "$[?(@.a =~ /(a+)+/)]", "exists": true}] | /assertions/0/path
      assertions | [{"source": "json", "path": "$..a..b..c", "exists": true}] | /assertions/0/path
      assertions | [{"source": "json", "path": "$.a", "lessThan": "1"}] | /assertions/0/lessThan
      assertions | [{"source": "json", "path": "$.a", "lessThan": null}] | /assertions/0/lessThan
      assertions | [{"source": "latency"}] | /assertions/0/below
      assertions | [{"source": "latency", "below": "0s"}] | /assertions/0/below
      assertions | [{"source": "latency", "below": "1s", "severity": "loud"}] | /assertions/0/severity
      assertions | [{"source": "certificate", "validFor": "-1d"}] | /assertions/0/validFor
      thresholds | {"down": 0} | /thresholds/down
      thresholds | {"up": 101} | /thresholds/up
      thresholds | {"down": 4, "of": 3} | /thresholds/of
      thresholds | {"confirm": "999ms"} | /thresholds/confirm
      remindEvery | "1s" | /remindEvery
      labels | {"a:b": "c"} | /labels/a:b
      labels | {"a": 1} | /labels/a
      labels | {"a": "b\\nc"} | /labels/a
      paused | "true" | /paused
      public | 1 | /public
      managedBy | "" | /managedBy
      nmae | "x" | /nmae
      """)
  void refusesBadValuesAtTheirPointer(String field, String value, String pointer) {
    ObjectNode input = (ObjectNode) json("{\"url\": \"https://h.example\"}");
    input.set(field, json(value));
    assertThat(errors(input, null)).extracting(FieldError::pointer).containsExactly(pointer);
  }

  @Test
  void reportsAllErrorsAtOnce() {
    JsonNode input = json("{\"interval\": \"1\", \"retry\": {\"x\": 1}, \"foo/bar\": 1}");
    assertThat(errors(input, null))
        .extracting(FieldError::pointer)
        .containsExactly("/url", "/interval", "/retry/x", "/foo~1bar");
  }

  @Test
  void refusesBodyAssertionsForHead() {
    JsonNode input =
        json(
            "{\"url\": \"http://h.example\", \"method\": \"HEAD\", \"assertions\":"
                + " [{\"source\": \"body\", \"contains\": \"a\"}]}");
    assertThat(errors(input, null)).extracting(FieldError::pointer).containsExactly("/assertions");
  }

  @Test
  void refusesAuthorizationGivenTwice() {
    JsonNode input =
        json(
            "{\"url\": \"http://h.example\", \"headers\": {\"authorization\": \"a\"},"
                + " \"auth\": {\"type\": \"bearer\", \"token\": \"b\"}}");
    assertThat(errors(input, null)).extracting(FieldError::pointer).containsExactly("/auth");
  }

  @Test
  void takesABoundMinimumFromTheInstallation() {
    EndpointCodec strict = new EndpointCodec(() -> Duration.ofMinutes(5), LiteralPolicy.NONE);
    EndpointSpec spec = strict.read(json("{\"url\": \"http://h.example\"}"), null);
    assertThat(spec.interval()).hasMinutes(5);
  }

  @Test
  void aMaskKeepsASecretOnlyForItsOrigin() {
    EndpointSpec stored = read(FULL);
    ObjectNode shown = CODEC.show(stored);
    shown.put("url", "https://orders.example.com:443/elsewhere");
    EndpointSpec moved = CODEC.read(shown, stored);
    assertThat(moved.auth()).isEqualTo(stored.auth());
    assertThat(moved.secretHeaders()).isEqualTo(stored.secretHeaders());

    shown.put("url", "https://orders.example.com:8443/health");
    assertThat(errors(shown, stored))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/auth/password", "/secretHeaders/X-Api-Key");
    shown.put("url", "http://orders.example.com/health");
    assertThat(errors(shown, stored)).hasSize(2);
  }

  @Test
  void aMaskDoesNotTurnOneSecretIntoAnother() {
    EndpointSpec stored = read(FULL);
    ObjectNode shown = CODEC.show(stored);
    shown.putObject("auth").put("type", "bearer").put("token", "***");
    assertThat(errors(shown, stored))
        .extracting(FieldError::pointer)
        .containsExactly("/auth/token");
  }

  @Test
  void defaultsFollowAPatchOfWhatTheyDependOn() {
    EndpointSpec spec = read("{\"url\": \"http://a.example\", \"retry\": {\"maxAttempts\": 5}}");
    EndpointSpec patched =
        CODEC.patch(json("{\"interval\": \"4s\", \"url\": \"https://b.example\"}"), spec);
    assertThat(patched.timeouts().total()).hasSeconds(4);
    assertThat(patched.thresholds().confirm()).hasSeconds(4);
    assertThat(patched.name()).isEqualTo("b.example");
    assertThat(patched.retry().maxAttempts()).isEqualTo(5);
    assertThat(patched.assertions()).hasSize(2);
  }

  @Test
  void aPatchKeepsSecretsAndRemovesByNull() {
    EndpointSpec spec = read(FULL);
    EndpointSpec patched =
        CODEC.patch(
            json("{\"labels\": {\"team\": null, \"env\": \"prod\"}, \"name\": null}"), spec);
    assertThat(patched.labels())
        .isEqualTo(Map.of("app.kubernetes.io/name", "orders", "env", "prod"));
    assertThat(patched.name()).isEqualTo("orders.example.com");
    assertThat(patched.auth()).isEqualTo(spec.auth());
    assertThat(patched.secretHeaders()).isEqualTo(spec.secretHeaders());
    assertThat(patched.thresholds()).isEqualTo(spec.thresholds());
    assertThat(CODEC.patch(json("{}"), spec)).isEqualTo(spec);
  }

  @Test
  void aPatchCanTurnConfirmingOffAndOn() {
    EndpointSpec spec = read("{\"url\": \"http://a.example\"}");
    EndpointSpec off = CODEC.patch(json("{\"thresholds\": {\"confirm\": null}}"), spec);
    assertThat(off.thresholds().confirm()).isNull();
    assertThat(CODEC.patch(json("{\"name\": \"x\"}"), off).thresholds().confirm()).isNull();
    assertThat(CODEC.patch(json("{\"thresholds\": null}"), off).thresholds().confirm())
        .hasSeconds(5);
  }

  @Test
  void aPatchThatIsNoObjectIsRefused() {
    EndpointSpec spec = read("{\"url\": \"http://a.example\"}");
    assertThat(catchThrowableOfType(InvalidInput.class, () -> CODEC.patch(json("[]"), spec)))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      http://example.com | http://example.com
      HTTPS://EXAMPLE.com:8443/A?b=c | https://example.com:8443/A?b=c
      http://example.com?x=1 | http://example.com/?x=1
      https://münchen.example/straße | https://xn--mnchen-3ya.example/stra%C3%9Fe
      http://192.0.2.1:80/ | http://192.0.2.1:80/
      http://[2001:DB8::1]/ | http://[2001:db8::1]/
      http://localhost:8080 | http://localhost:8080
      http://example.com./ | http://example.com./
      http://h.example/a{b}?q=[1]&r={2} | http://h.example/a%7Bb%7D?q=[1]&r=%7B2%7D
      http://h.example/100%25?q=a^b`c | http://h.example/100%25?q=a%5Eb%60c
      http://h.example/[a] | http://h.example/%5Ba%5D
      """)
  void normalisesUrls(String written, String stored) {
    URI url = TargetUrl.parse(written);
    assertThat(url).hasToString(stored);
    assertThat(TargetUrl.parse(url.toString())).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      example.com
      //example.com
      /path
      ftp://example.com
      http:example.com
      http://
      http:///path
      http://user@example.com
      http://user:pw@example.com
      http://@example.com
      http://example.com#top
      http://exa mple.com
      http://example.com:0
      http://example.com:65536
      http://example.com:
      http://example.com:80:80
      http://a_b.example
      http://-a.example
      http://a..example
      http://.example
      http://exa%6dple.com
      http://2130706433
      http://127.1
      http://0177.0.0.1
      http://0x7f000001
      http://0x7f.0.0.1
      http://127.0.0.1.
      http://256.0.0.1
      http://１２７.1
      http://[::1%25eth0]
      http://[::1
      http://[example.com]
      http://::1
      http://h.example/%zz
      http://example.com\\@evil.example
      http://10.0.0.1/
      http://[::1]/
      """)
  void refusesUrlsThatAreUnclearOrNotAllowed(String url) {
    ObjectNode input = (ObjectNode) json("{}");
    input.put("url", url);
    assertThat(errors(input, null)).extracting(FieldError::pointer).containsExactly("/url");
  }

  @Test
  void aBracketThatIsNotClosedIsTheHostsFaultNotThePorts() {
    ObjectNode input = (ObjectNode) json("{}");
    input.put("url", "http://[::1/");
    assertThat(errors(input, null))
        .extracting(FieldError::detail)
        .containsExactly("Has no valid host.");
  }

  @Test
  void keepsNumbersExactly() {
    String text = "12345678901234567890123.10";
    EndpointSpec spec =
        read(
            "{\"url\": \"http://h.example\", \"assertions\": [{\"source\": \"json\", \"path\": \"$.n\", \"equals\": "
                + text
                + "}]}");
    assertThat(CODEC.show(spec).at("/assertions/1/equals").decimalValue())
        .isEqualByComparingTo(text);
  }

  @Test
  void takesSixteenLevels() {
    String value = "[".repeat(16) + "]".repeat(16);
    read(
        "{\"url\": \"http://h.example\", \"assertions\": [{\"source\": \"json\", \"path\": \"$.n\", \"equals\": "
            + value
            + "}]}");
  }

  @Test
  void boundsLengths() {
    ObjectNode input = (ObjectNode) json("{}");
    input.put("url", "http://h.example/" + "a".repeat(2048));
    input.put("name", "n".repeat(201));
    input.put("method", "PUT");
    input.put("body", "b".repeat(65_537));
    ObjectNode labels = input.putObject("labels");
    for (int i = 0; i < 33; i++) {
      labels.put("l" + i, "v");
    }
    assertThat(errors(input, null))
        .extracting(FieldError::pointer)
        .containsExactlyInAnyOrder("/url", "/name", "/body", "/labels");
  }
}
