package io.probity.config;

import static io.probity.config.ConfigFixture.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.config.Plan.Action;
import io.probity.config.Plan.Step;
import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigDocumentTest {
  private static final String DOCUMENT =
      """
      managedBy: git
      endpoints:
        - key: a
          url: https://a.example/
          auth: {type: bearer, token: t0ken}
          secretHeaders: {X-Key: s3cret}
          labels: {team: payments}
        - {key: b, url: "https://b.example/", labels: {team: payments}}
      channels:
        - {name: on call, url: "https://hooks.example/t", secretHeaders: {X-Key: hush}}
      maintenance:
        - {name: nightly, match: {labels: {}}, cron: "30 2 * * *", duration: 1h}
      """;

  private final ConfigFixture here = new ConfigFixture();

  private static List<String> steps(Plan plan) {
    return plan.steps().stream().map(each -> each.action() + " " + each.name()).toList();
  }

  @Test
  void makesWhatADocumentSaysAndNothingTheSecondTime() {
    assertThat(steps(here.plan(DOCUMENT)))
        .containsExactly("CREATE a", "CREATE b", "CREATE on call", "CREATE nightly");
    assertThat(here.all()).isEmpty();
    assertThat(here.noted).isEmpty();
    here.apply(DOCUMENT);
    assertThat(here.keys()).containsExactly("a", "b");
    assertThat(here.noted).hasSize(4);
    Plan again = here.apply(DOCUMENT);
    assertThat(again.steps()).isEmpty();
    assertThat(again.unchanged()).isEqualTo(4);
    assertThat(here.noted).hasSize(4);
    assertThat(here.all()).allMatch(each -> each.revision() == 1);
  }

  @Test
  void updatesWhatDiffersAndDeletesWhatIsNotListed() {
    here.apply(DOCUMENT);
    Plan plan =
        here.apply(
            """
            managedBy: git
            endpoints:
              - {key: b, url: "https://b.example/new", labels: {team: payments}}
              - {key: c, url: "https://c.example/"}
            channels: []
            """);
    assertThat(steps(plan)).containsExactly("UPDATE b", "CREATE c", "DELETE a", "DELETE on call");
    assertThat(here.keys()).containsExactly("b", "c");
    assertThat(here.all().get(0).spec().url()).hasToString("https://b.example/new");
    assertThat(here.db.first("SELECT count(*) FROM maintenance", row -> row.getLong(1)))
        .as("a section that is left out stays")
        .contains(1L);
    assertThat(
            here.db.first(
                "SELECT count(*) FROM channel WHERE deleted_at IS NULL", row -> row.getLong(1)))
        .contains(0L);
  }

  @Test
  void givesAKeyThatBecomesFreeToAnother() {
    here.apply(DOCUMENT);
    here.apply("{managedBy: git, endpoints: []}");
    assertThat(here.apply(DOCUMENT).count(Action.CREATE)).isEqualTo(2);
  }

  @Test
  void leavesAloneWhatOthersOwn() {
    here.endpoints.create(here.codec.read(yaml("{key: api, url: 'https://x.example/'}"), null));
    here.apply(DOCUMENT);
    here.apply("{managedBy: other, endpoints: [{key: o, url: 'https://o.example/'}]}");
    here.apply("{managedBy: git, endpoints: []}");
    assertThat(here.keys()).containsExactly("api", "o");
  }

  @Test
  void namesTheKeysThatBelongToOthersAndWritesNothing() {
    here.endpoints.create(here.codec.read(yaml("{key: b, url: 'https://x.example/'}"), null));
    assertThatThrownBy(() -> here.apply(DOCUMENT))
        .isInstanceOf(OwnedByOthers.class)
        .hasMessageContaining("keys: b.");
    assertThat(here.keys()).containsExactly("b");
    assertThat(here.noted).isEmpty();
  }

  @Test
  void keepsSecretsThatAreMaskedAndShowsThemNowhere() {
    here.apply(DOCUMENT);
    String masked =
        DOCUMENT.replace("t0ken", "'***'").replace("s3cret", "'***'").replace("hush", "'***'");
    assertThat(here.apply(masked).steps()).isEmpty();
    Plan plan = here.apply(masked.replace("a.example/", "a.example/health"));
    assertThat(steps(plan)).containsExactly("UPDATE a");
    EndpointSpec spec = here.all().get(0).spec();
    assertThat(spec.auth())
        .isInstanceOfSatisfying(
            Auth.Bearer.class, each -> assertThat(each.token().value()).isEqualTo("t0ken"));
    assertThat(spec.secretHeaders().get("X-Key").value()).isEqualTo("s3cret");
    assertThat(here.noted + plan.steps().toString().replaceAll("exact=.*?, shown", ""))
        .doesNotContain("t0ken", "s3cret", "hush");
  }

  @Test
  void saysAllThatIsWrongAtOnceAndWritesNothing() {
    InvalidInput invalid =
        catchThrowableOfType(
            InvalidInput.class,
            () ->
                here.apply(
                    """
                    managedBy: git
                    endpoints:
                      - {key: a, url: "https://a.example/"}
                      - {url: "ftp://b.example/", intervall: 1s}
                      - {key: a, url: "https://c.example/", managedBy: other}
                      - {key: d, url: "http://10.0.0.1/"}
                    channels: [{url: "https://h.example/", events: [none]}]
                    maintenance: [{name: n, match: {labels: {}}, cron: x, duration: 1h}]
                    status-pages: []
                    """));
    assertThat(invalid.errors())
        .extracting(FieldError::pointer)
        .contains(
            "/endpoints/1/key",
            "/endpoints/1/url",
            "/endpoints/1/intervall",
            "/endpoints/2/key",
            "/endpoints/2/managedBy",
            "/endpoints/3/url",
            "/channels/0/name",
            "/channels/0/events",
            "/maintenance/0/cron",
            "/status-pages");
    assertThat(here.all()).isEmpty();
  }

  @Test
  void tellsNobodyWhatIsInTheEnvironment() {
    InvalidInput invalid =
        catchThrowableOfType(
            InvalidInput.class, () -> here.apply(DOCUMENT.replace("t0ken", "\"${env:PATH}\"")));
    assertThat(invalid.errors())
        .extracting(FieldError::pointer)
        .containsExactly("/endpoints/0/auth/token");
  }

  @Test
  void staysWithinTheReachOfWhoeverSendsIt() {
    here.apply(DOCUMENT);
    String own = "{managedBy: git, endpoints: [{key: z, url: 'https://z.example/'%s}]}";
    Map<String, String> reach = Map.of("team", "search");
    assertThatThrownBy(
            () -> here.configuration.applySent(yaml(own.formatted("")), false, here.mandate(reach)))
        .isInstanceOf(InvalidInput.class);
    here.configuration.applySent(
        yaml(own.formatted(", labels: {team: search}")), false, here.mandate(reach));
    assertThat(here.keys()).containsExactly("a", "b", "z");
  }

  @Test
  void appliesTenThousandEndpointsAsOne() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("endpoints");
    for (int i = 0; i < 10_000; i++) {
      list.addObject()
          .put("key", "e" + i)
          .put("url", "https://h" + i + ".example/")
          .putObject("secretHeaders")
          .put("X-Key", "k" + i);
    }
    long start = System.nanoTime();
    here.configuration.apply(document, false, here.mandate(Map.of()));
    long created = System.nanoTime();
    Plan again = here.configuration.apply(document, false, here.mandate(Map.of()));
    long compared = System.nanoTime();
    System.out.printf(
        "10,000 created in %d ms, compared in %d ms%n",
        (created - start) / 1_000_000, (compared - created) / 1_000_000);
    assertThat(again.unchanged()).isEqualTo(10_000);
    assertThat(again.steps()).isEmpty();
    assertThat(here.noted).hasSize(10_000);
    list.remove(0);
    ((ObjectNode) list.get(0)).put("interval", "5s");
    assertThat(here.configuration.apply(document, false, here.mandate(Map.of())).steps())
        .extracting(Step::action)
        .containsExactly(Action.UPDATE, Action.DELETE);
  }
}
