package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.RedirectSpec;
import io.probity.secret.Secret;
import io.probity.testing.Shell;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReproductionTest {
  private static final String ADDRESS = "127.0.0.1";
  private static final String NASTY =
      "it's $(touch canary) `touch canary` \"x\" \\ ; touch canary #";

  /** Every secret that an endpoint may hold, each with the word that gives it away. */
  private static final EndpointSpec SECRETIVE =
      Specs.of("https://orders.test/p?token=s3cr3t-query&page=2")
          .method("POST", "{\"password\": \"s3cr3t-body\"}")
          .headers(
              Map.of(
                  "Cookie", "id=s3cr3t-cookie",
                  "Authorization", "Key s3cr3t-plain",
                  "X-Echo", "of s3cr3t-header"))
          .secretHeaders(Map.of("X-Api-Key", new Secret("s3cr3t-header")))
          .auth(new Auth.Basic("monitor", new Secret("s3cr3t-password")))
          .spec();

  @ParameterizedTest
  @EnumSource
  void existsForEveryClass(FailureClass cls) {
    for (String address : new @Nullable String[] {ADDRESS, null}) {
      List<Command> commands =
          Reproduction.of(Specs.of("https://orders.test/").spec(), Failure.of(cls, ""), address);
      assertThat(commands).isNotEmpty().doesNotHaveDuplicates();
      assertThat(commands)
          .allSatisfy(
              each -> {
                assertThat(each.purpose()).endsWith(".");
                assertThat(each.command()).doesNotContain("\n", " null", ":null");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void holdsNoSecret(FailureClass cls) {
    assertThat(Reproduction.of(SECRETIVE, Failure.of(cls, ""), ADDRESS))
        .allSatisfy(each -> assertThat(each.toString()).doesNotContain("s3cr3t"));
  }

  @ParameterizedTest
  @EnumSource
  void meansNothingElseToTheShell(FailureClass cls, @TempDir Path directory) {
    EndpointSpec spec =
        Specs.of("https://orders.test/it's/$(touch%20canary);touch$IFS&canary")
            .method("PUT", "x")
            .headers(Map.of("X-Nasty", NASTY, "Authorization", "another"))
            .auth(new Auth.Basic(NASTY, new Secret("password")))
            .spec();
    Failure failure =
        new Failure(
            cls,
            "",
            Map.of("name", NASTY, "resolvers", Map.of(NASTY + ":53", "TIMEOUT"), "address", NASTY));
    for (Command each : Reproduction.of(spec, failure, ADDRESS)) {
      List<String> words = Shell.arguments(each.command(), variables(NASTY), directory);
      assertThat(words).as(each.command()).isNotEmpty();
      if (each.command().startsWith("curl") && each.command().contains("X-Nasty")) {
        assertThat(words)
            .contains("X-Nasty: " + NASTY, "Authorization: " + NASTY, NASTY + ":" + NASTY);
      }
      if (each.command().startsWith("dig") && cls.phase() == Phase.DNS) {
        assertThat(words).contains(NASTY);
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "'", "''", "$HOME", "-n", "~", "*", "a'b'c", "\t\\n"})
  void handsWordsOnUnchanged(String word) {
    String line = new CommandLine("echo").words(word).command("").command();
    assertThat(Shell.run("printf '[%s]' " + line.substring("echo ".length()), Map.of()))
        .isEqualTo("[" + word + "]");
  }

  @Test
  void repeatsTheRequestToTheAddressThatWasTried() {
    assumeThat(Shell.has("curl")).isTrue();
    try (TargetServer target =
        TargetServer.plain(
            with -> {
              with.request();
              with.respond("500 Internal Server Error", "Server: broken", "no database");
            })) {
      EndpointSpec spec =
          Specs.of(target.url("orders.test", "/it's/$x?token=abc&b=[1]"))
              .method("POST", "{}")
              .headers(Map.of("X-Team", "it's $HOME", "X-Empty", ""))
              .secretHeaders(Map.of("X-Api-Key", new Secret("hidden")))
              .auth(new Auth.Bearer(new Secret("hidden")))
              .spec();
      String printed =
          run(Reproduction.of(spec, Failure.of(FailureClass.STATUS_5XX, ""), ADDRESS).get(0));
      assertThat(printed).contains("HTTP/1.1 500 Internal Server Error", "no database", "total ");
      assertThat(target.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.target()).isEqualTo("/it's/$x?token=***&b=***");
                assertThat(request.body()).isEqualTo("@the-body");
                assertThat(request.headers())
                    .containsEntry("host", "orders.test:" + target.port())
                    .containsEntry("x-team", "it's $HOME")
                    .containsEntry("x-empty", "")
                    .containsEntry("x-api-key", "the-key")
                    .containsEntry("authorization", "Bearer the-token")
                    .doesNotContainKey("content-type");
              });
    }
  }

  @Test
  void showsTheCertificateThatHasExpired() {
    assumeThat(Shell.has("openssl")).isTrue();
    Instant expired = Instant.parse("2026-11-20T09:00:00Z");
    TestCa.Issued identity =
        TestCa.root("Test Root").leaf(expired.minus(Duration.ofDays(90)), expired, "orders.test");
    try (TargetServer target = TargetServer.tls(identity, with -> with.serveOk("ok"))) {
      List<Command> commands =
          Reproduction.of(
              Specs.of(target.url("orders.test", "/")).spec(),
              Failure.of(FailureClass.TLS_CERTIFICATE_EXPIRED, ""),
              ADDRESS);
      assertThat(commands.get(0).command())
          .startsWith("openssl s_client -connect 127.0.0.1:" + target.port())
          .contains("-servername orders.test", "-showcerts");
      assertThat(run(commands.get(0))).contains("BEGIN CERTIFICATE", "CN = orders.test");
      assertThat(run(commands.get(1)))
          .contains(
              "notAfter=Nov 20 09:00:00 2026 GMT", "subject=CN = orders.test", "DNS:orders.test")
          .containsIgnoringCase("sha256 fingerprint=");
      assertThat(run(commands.get(2))).contains("SSL certificate problem");
    }
  }

  @Test
  void showsThatNobodyListens() {
    assumeThat(Shell.has("curl")).isTrue();
    EndpointSpec spec = Specs.of("http://orders.test:" + TargetServer.closedPort() + "/").spec();
    Failure failure =
        new Failure(
            FailureClass.CONNECT_REFUSED,
            "",
            Map.of("addresses", List.of("127.0.0.1:80", "[::1]:80")));
    List<Command> commands = Reproduction.of(spec, failure, ADDRESS);
    assertThat(commands.get(0).command()).startsWith("nc -vz -w 5 127.0.0.1 ");
    assertThat(commands.get(1).command()).startsWith("nc -vz -w 5 ::1 ");
    assertThat(run(commands.get(2))).contains("Connection refused");
    assertThat(commands.get(3).command())
        .isEqualTo("tcpdump -ni any host 127.0.0.1 and port " + spec.url().getPort());
  }

  @Test
  void showsWhatElseIsSpokenOnThePort() {
    assumeThat(Shell.has("curl")).isTrue();
    try (TargetServer target = TargetServer.plain(with -> with.serveOk("in clear"))) {
      EndpointSpec spec = Specs.of("https://orders.test:" + target.port() + "/").spec();
      List<Command> commands =
          Reproduction.of(spec, Failure.of(FailureClass.TLS_NOT_TLS, ""), ADDRESS);
      assertThat(run(commands.get(1))).contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void followsRedirectsAsTheMonitorDoes() {
    assumeThat(Shell.has("curl")).isTrue();
    try (TargetServer target =
        TargetServer.plain(
            with -> {
              while (true) {
                with.request();
                with.respond("302 Found", "Location: /login", "");
              }
            })) {
      EndpointSpec spec =
          Specs.of(target.url("orders.test", "/"))
              .method("POST", "{}")
              .redirects(new RedirectSpec(true, 2, false))
              .spec();
      String printed =
          run(
              Reproduction.of(spec, Failure.of(FailureClass.REDIRECT_TOO_MANY, ""), ADDRESS)
                  .get(0));
      assertThat(printed).contains("Maximum (2) redirects followed");
      assertThat(target.requests())
          .extracting(request -> request.method() + " " + request.target())
          .containsExactly("POST /", "GET /login", "GET /login");
    }
  }

  @Test
  void goesWhereARedirectLedWithoutTheCredentials() {
    Failure failure =
        new Failure(
            FailureClass.RESPONSE_TIMEOUT,
            "",
            Map.of("url", "https://login.test:8443/in?code=***", "redirects", 1));
    Command command = Reproduction.of(SECRETIVE, failure, "203.0.113.9").get(0);
    assertThat(command.command())
        .contains("--resolve login.test:8443:203.0.113.9", "'https://login.test:8443/in?code=***'")
        .doesNotContain("$", "--user", "--data", "orders.test");
    assertThat(command.purpose()).endsWith("Put what was masked in place of each *** first.");
    assertThat(Reproduction.of(SECRETIVE, failure, "203.0.113.9"))
        .last()
        .satisfies(
            last ->
                assertThat(last.command())
                    .isEqualTo("tcpdump -ni any host 203.0.113.9 and port 8443"));
  }

  @Test
  void asksTheServersThatTheMonitorAsked() {
    Failure failure =
        new Failure(
            FailureClass.DNS_SERVFAIL,
            "",
            Map.of(
                "name",
                "orders.test",
                "resolvers",
                Map.of("10.0.0.53:53", "SERVFAIL", "[fd00::53]:5353", "TIMEOUT")));
    assertThat(Reproduction.of(SECRETIVE, failure, null))
        .extracting(Command::command)
        .containsExactly(
            "dig +tries=1 +time=3 @10.0.0.53 -p 53 -q orders.test -t A",
            "dig +tries=1 +time=3 @10.0.0.53 -p 53 -q orders.test -t AAAA",
            "dig +tries=1 +time=3 @fd00::53 -p 5353 -q orders.test -t A",
            "dig +tries=1 +time=3 @fd00::53 -p 5353 -q orders.test -t AAAA",
            "dig +trace -q orders.test -t A",
            "tcpdump -ni any host 10.0.0.53 and port 53");
  }

  @Test
  void putsAddressesOfIpv6InBrackets() {
    EndpointSpec named = Specs.of("https://orders.test/").spec();
    EndpointSpec literal = Specs.of("https://[2001:db8::1]:8443/").spec();
    Failure expired = Failure.of(FailureClass.TLS_CERTIFICATE_EXPIRED, "");
    Failure broken = Failure.of(FailureClass.STATUS_5XX, "");
    assertThat(Reproduction.of(named, broken, "2001:db8::1").get(0).command())
        .contains("--resolve 'orders.test:443:[2001:db8::1]'");
    assertThat(Reproduction.of(literal, broken, "2001:db8::1").get(0).command())
        .contains("--globoff 'https://[2001:db8::1]:8443/'")
        .doesNotContain("--resolve");
    assertThat(Reproduction.of(literal, expired, "2001:db8::1").get(0).command())
        .contains("-connect '[2001:db8::1]:8443' -verify_ip 2001:db8::1")
        .doesNotContain("-servername");
  }

  @Test
  void asksForTheNameAndVersionThatTheEndpointIsSetTo() {
    EndpointSpec spec = Specs.of("https://10.0.0.7:8443/").tls(false, "orders.test", "1.3").spec();
    Command curl =
        Reproduction.of(spec, Failure.of(FailureClass.STATUS_5XX, ""), "10.0.0.7").get(0);
    assertThat(curl.command())
        .contains(
            "--connect-to orders.test:8443:10.0.0.7:8443",
            "--header 'Host: 10.0.0.7:8443'",
            "--tlsv1.3 --insecure",
            "https://orders.test:8443/");
    Command openssl =
        Reproduction.of(spec, Failure.of(FailureClass.TLS_SELF_SIGNED, ""), "10.0.0.7").get(0);
    assertThat(openssl.command())
        .contains("-connect 10.0.0.7:8443 -servername orders.test", "-tls1_3");
  }

  @Test
  void asksForTheClientsCertificateAsFiles() {
    EndpointSpec spec =
        Specs.of("https://orders.test/")
            .auth(new Auth.MutualTls("s3cr3t PEM", new Secret("s3cr3t key")))
            .spec();
    Command command =
        Reproduction.of(spec, Failure.of(FailureClass.TLS_CLIENT_CERTIFICATE_REQUIRED, ""), ADDRESS)
            .get(0);
    assertThat(command.command())
        .contains("-cert \"$CLIENT_CERTIFICATE_FILE\" -key \"$CLIENT_KEY_FILE\"");
    assertThat(command.purpose())
        .endsWith("Set CLIENT_CERTIFICATE_FILE, CLIENT_KEY_FILE first.")
        .doesNotContain("***");
  }

  private static String run(Command command) {
    return Shell.run(
        command.command(),
        Map.of("TOKEN", "the-token", "HEADER_X_API_KEY", "the-key", "BODY", "@the-body"));
  }

  private static Map<String, String> variables(String value) {
    return Map.of("PASSWORD", value, "HEADER_AUTHORIZATION", value, "BODY", value);
  }
}
