package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.EndpointSpec;
import java.util.ArrayList;
import java.util.List;

/** How an endpoint is checked, in short. Secrets stay masked, and so does what may hold one. */
final class EndpointSettings {
  private EndpointSettings() {}

  /**
   * The settings that decide what a check does.
   *
   * @param shown the configuration as the API answers it
   */
  static List<Fact> of(EndpointSpec spec, ObjectNode shown) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Request", spec.method() + headers(spec)));
    facts.add(new Fact("Every", text(shown.path("interval"))));
    facts.add(new Fact("Timeouts", members(shown.path("timeouts"))));
    facts.add(new Fact("Retries", members(shown.path("retry"))));
    facts.add(new Fact("Thresholds", members(shown.path("thresholds"))));
    facts.add(new Fact("Connection", text(shown.path("connection"))));
    facts.add(new Fact("Pool", members(shown.path("pool"))));
    facts.add(new Fact("Redirects", members(shown.path("redirects"))));
    facts.add(new Fact("Addresses", "IP version " + text(shown.path("ipVersion"))));
    if (spec.url().getScheme().equals("https")) {
      facts.add(new Fact("TLS", members(shown.path("tls"))));
    }
    for (JsonNode assertion : shown.path("assertions")) {
      facts.add(new Fact("Assertion", members(assertion)));
    }
    if (spec.remindEvery() != null) {
      facts.add(new Fact("Reminds every", text(shown.path("remindEvery"))));
    }
    return facts;
  }

  private static String headers(EndpointSpec spec) {
    int count = spec.headers().size() + spec.secretHeaders().size();
    return (count == 0 ? "" : count == 1 ? ", one header" : ", " + count + " headers")
        + (spec.auth() == null ? "" : ", with credentials")
        + (spec.body() == null ? "" : ", with a body");
  }

  private static String members(JsonNode object) {
    List<String> members = new ArrayList<>();
    for (Fact fact : Fact.of(object)) {
      members.add(fact.name() + " " + fact.value());
    }
    return String.join(", ", members);
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "none" : value.asText();
  }
}
