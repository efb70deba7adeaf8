package io.probity.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.probity.endpoint.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One endpoint of Gatus. */
final class GatusEndpoint {
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "group",
          "url",
          "enabled",
          "method",
          "body",
          "graphql",
          "headers",
          "interval",
          "conditions",
          "client",
          "alerts",
          "ui",
          "extra-labels",
          "dns",
          "ssh");
  private static final Set<String> KNOWN_CLIENT =
      Set.of("timeout", "insecure", "ignore-redirect", "network");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{[^}]*}|[A-Za-z_]\\w*)");
  private static final Pattern CREDENTIAL =
      Pattern.compile("authorization|cookie|.*(?:token|secret|api-?key|auth).*");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final int FAILURES = 3;
  private static final int SUCCESSES = 2;

  private final JsonNode given;
  private final ObjectNode endpoint;
  private final Report report;

  GatusEndpoint(JsonNode given, ObjectNode endpoint, Report report) {
    this.given = given;
    this.endpoint = endpoint;
    this.report = report;
  }

  void write() {
    endpoint.put("url", text("url"));
    request();
    client(given.path("client"));
    endpoint.set("assertions", new GatusAssertions(report).of(given.path("conditions")));
    alerts();
    labels();
    if (!given.path("enabled").asBoolean(true)) {
      endpoint.put("paused", true);
    }
    for (String name : new TreeSet<>(GatusConversion.others(given, KNOWN))) {
      report.ignored("The setting " + name + " has no counterpart.");
    }
  }

  private void request() {
    if (given.hasNonNull("method")) {
      endpoint.put("method", text("method").toUpperCase(Locale.ROOT));
    }
    if (given.hasNonNull("body")) {
      String body = text("body");
      endpoint.put("body", given.path("graphql").asBoolean() ? query(body) : body);
      if (given.path("graphql").asBoolean()) {
        endpoint.withObject("/headers").put("Content-Type", "application/json");
      }
    }
    given
        .path("headers")
        .properties()
        .forEach(
            header -> {
              String name = header.getKey();
              boolean isSecret = CREDENTIAL.matcher(name.toLowerCase(Locale.ROOT)).matches();
              endpoint
                  .withObject(isSecret ? "/secretHeaders" : "/headers")
                  .put(name, unescaped("The header " + name, header.getValue().asText()));
            });
  }

  private static String query(String body) {
    return JsonNodeFactory.instance.objectNode().set("query", TextNode.valueOf(body)).toString();
  }

  private String text(String name) {
    return unescaped("The setting " + name, given.path(name).asText());
  }

  /** Gatus puts variables of its environment into every text. */
  private String unescaped(String what, String text) {
    if (VARIABLE.matcher(text.replace("$$", "")).find()) {
      report.ignored(what + " holds a variable of the environment, which is taken literally.");
    }
    return text.replace("$$", "$");
  }

  private Duration interval() {
    Optional<Duration> interval = Durations.parse(given.path("interval").asText("60s"));
    if (interval.isEmpty()) {
      report.ignored("The interval is not known; it is 60s now.");
    }
    Duration known = interval.orElse(Duration.ofSeconds(60));
    endpoint.put("interval", Durations.format(known));
    return known;
  }

  private void client(JsonNode client) {
    Duration timeout = Durations.parse(client.path("timeout").asText("")).orElse(DEFAULT_TIMEOUT);
    Duration interval = interval();
    Duration total = timeout.compareTo(interval) < 0 ? timeout : interval;
    endpoint
        .withObject("/timeouts")
        .put("response", Durations.format(total))
        .put("total", Durations.format(total));
    if (client.path("insecure").asBoolean()) {
      endpoint.withObject("/tls").put("verify", false);
    }
    if (client.path("ignore-redirect").asBoolean()) {
      endpoint.withObject("/redirects").put("follow", false);
    }
    switch (client.path("network").asText("ip")) {
      case "ip4" -> endpoint.put("ipVersion", "4");
      case "ip6" -> endpoint.put("ipVersion", "6");
      default -> {}
    }
    for (String name : new TreeSet<>(GatusConversion.others(client, KNOWN_CLIENT))) {
      report.ignored("The client's setting " + name + " is not taken over.");
    }
  }

  /** The most impatient alert counts; whom they tell is for channels to say. */
  private void alerts() {
    int down = Integer.MAX_VALUE;
    int up = Integer.MAX_VALUE;
    for (JsonNode each : given.path("alerts")) {
      if (each.path("enabled").asBoolean(true)) {
        down = Math.min(down, each.path("failure-threshold").asInt(FAILURES));
        up = Math.min(up, each.path("success-threshold").asInt(SUCCESSES));
        Durations.parse(each.path("minimum-reminder-interval").asText(""))
            .ifPresent(reminder -> endpoint.put("remindEvery", Durations.format(reminder)));
      }
    }
    if (down != Integer.MAX_VALUE) {
      endpoint.withObject("/thresholds").put("down", down).put("up", up).putNull("confirm");
    }
    if (given.path("alerts").size() > 1) {
      report.approximate("Of several alerts the lowest thresholds are taken for all.");
    }
  }

  private void labels() {
    if (given.hasNonNull("group")) {
      endpoint.withObject("/labels").put("group", given.path("group").asText());
    }
    given
        .path("extra-labels")
        .properties()
        .forEach(
            each -> endpoint.withObject("/labels").put(each.getKey(), each.getValue().asText()));
  }
}
