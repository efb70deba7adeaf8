package io.probity.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One monitor of Uptime Kuma that asks by HTTP. */
final class KumaMonitor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern RANGE = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");
  private static final Pattern PATH = Pattern.compile("\\$?\\.?([A-Za-z_][\\w.\\[\\]]*)");
  private static final Pattern CREDENTIAL =
      Pattern.compile("authorization|cookie|.*(?:token|secret|api-?key|auth).*");

  private final JsonNode given;
  private final ObjectNode endpoint;
  private final Report report;

  KumaMonitor(JsonNode given, ObjectNode endpoint, Report report) {
    this.given = given;
    this.endpoint = endpoint;
    this.report = report;
  }

  void write() {
    endpoint.put("url", given.path("url").asText());
    request();
    auth();
    timing();
    assertions();
    tags();
    if (given.path("ignoreTls").asBoolean()) {
      endpoint.withObject("/tls").put("verify", false);
    }
    if (given.hasNonNull("maxredirects")) {
      int redirects = given.path("maxredirects").asInt();
      endpoint.withObject("/redirects").put("follow", redirects > 0);
    }
    if (!given.path("active").asBoolean(true)) {
      endpoint.put("paused", true);
    }
    if (given.path("upsideDown").asBoolean()) {
      report.ignored(
          "Upside down has no counterpart: it is up here when it answers. It is paused.");
      endpoint.put("paused", true);
    }
    if (given.hasNonNull("proxyId")) {
      report.ignored("Proxies are not supported.");
    }
  }

  private void request() {
    if (given.hasNonNull("method")) {
      endpoint.put("method", given.path("method").asText().toUpperCase(Locale.ROOT));
    }
    if (!given.path("body").asText("").isEmpty() && !given.path("body").isNull()) {
      endpoint.put("body", given.path("body").asText());
    }
    try {
      String headers = given.path("headers").isNull() ? "" : given.path("headers").asText("");
      JSON.readTree(headers.isBlank() ? "{}" : headers)
          .properties()
          .forEach(
              header -> {
                boolean isSecret =
                    CREDENTIAL.matcher(header.getKey().toLowerCase(Locale.ROOT)).matches();
                endpoint
                    .withObject(isSecret ? "/secretHeaders" : "/headers")
                    .put(header.getKey(), header.getValue().asText());
              });
    } catch (JsonProcessingException e) {
      report.ignored("The headers are no JSON.");
    }
  }

  private void auth() {
    String method = given.path("authMethod").asText("");
    String password = given.path("basic_auth_pass").asText("");
    switch (method) {
      case "", "null" -> {}
      case "basic" ->
          endpoint
              .putObject("auth")
              .put("type", "basic")
              .put("username", given.path("basic_auth_user").asText())
              .put("password", password);
      case "mtls" ->
          endpoint
              .putObject("auth")
              .put("type", "mtls")
              .put("certificate", given.path("tlsCert").asText())
              .put("privateKey", given.path("tlsKey").asText());
      default -> report.ignored("The authentication " + method + " has no counterpart.");
    }
  }

  private void timing() {
    int interval = Math.max(1, given.path("interval").asInt(60));
    endpoint.put("interval", interval + "s");
    if (given.path("timeout").asDouble() >= 1) {
      long millis = Math.min((long) (given.path("timeout").asDouble() * 1_000), interval * 1_000L);
      endpoint.withObject("/timeouts").put("response", millis + "ms").put("total", millis + "ms");
    }
    int retries = given.path("maxretries").asInt(0);
    ObjectNode thresholds = endpoint.withObject("/thresholds").put("down", retries + 1);
    int confirm = given.path("retryInterval").asInt(0);
    if (retries > 0 && confirm > 0) {
      thresholds.put("confirm", confirm + "s");
    }
    int resend = given.path("resendInterval").asInt(0);
    if (resend > 0) {
      endpoint.put("remindEvery", Math.max(60L, (long) resend * interval) + "s");
    }
  }

  private void assertions() {
    ArrayNode assertions = endpoint.putArray("assertions");
    statuses(assertions);
    switch (given.path("type").asText()) {
      case "keyword" ->
          assertions
              .addObject()
              .put("source", "body")
              .put(
                  given.path("invertKeyword").asBoolean() ? "notContains" : "contains",
                  given.path("keyword").asText());
      case "json-query" -> json(assertions);
      default -> {}
    }
    if (!given.path("expiryNotification").asBoolean(true)) {
      report.approximate(
          "A certificate that ends soon is shown as degraded, though not asked for.");
    }
  }

  private void statuses(ArrayNode assertions) {
    ArrayNode in = JSON.createArrayNode();
    for (JsonNode each : given.path("accepted_statuscodes")) {
      Matcher range = RANGE.matcher(each.asText());
      if (range.matches()) {
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        GatusAssertions.ranges(first, last).forEach(in::add);
      } else {
        report.ignored("The status code \"" + each.asText() + "\" is not known.");
      }
    }
    if (!in.isEmpty()) {
      assertions.addObject().put("source", "status").set("in", in);
    }
  }

  /** Their paths are JSONata; only plain ones mean the same. */
  private void json(ArrayNode assertions) {
    Matcher path = PATH.matcher(given.path("jsonPath").asText(""));
    String operator = given.path("jsonPathOperator").asText("==");
    if (!path.matches() || !operator.matches("==|!=")) {
      report.ignored("The JSON query has no counterpart.");
      return;
    }
    String expected = given.path("expectedValue").asText();
    ObjectNode assertion =
        assertions.addObject().put("source", "json").put("path", "$." + path.group(1));
    String test = operator.equals("==") ? "equals" : "notEquals";
    if (expected.matches("-?\\d{1,15}")) {
      assertion.put(test, Long.parseLong(expected));
    } else if (expected.matches("true|false")) {
      assertion.put(test, Boolean.parseBoolean(expected));
    } else {
      assertion.put(test, expected);
      return;
    }
    report.approximate("The expected value is compared as JSON, not as a text.");
  }

  private void tags() {
    for (JsonNode each : given.path("tags")) {
      String value = each.path("value").asText("");
      endpoint
          .withObject("/labels")
          .put(
              each.path("name").asText(), value.isEmpty() || value.equals("null") ? "true" : value);
    }
  }
}
