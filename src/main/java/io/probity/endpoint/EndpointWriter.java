package io.probity.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Assertion.JsonTest;
import io.probity.endpoint.Assertion.TextTest;
import io.probity.secret.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes a configuration in the form the reader takes. */
final class EndpointWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EndpointWriter() {}

  /**
   * The whole configuration, defaults included.
   *
   * @param secrets how a secret is written, given it and the dotted path of its field
   */
  static ObjectNode write(EndpointSpec spec, BiFunction<Secret, String, String> secrets) {
    ObjectNode node = NODES.objectNode();
    node.put("key", spec.key());
    node.put("name", spec.name());
    node.put("url", spec.url().toString());
    node.put("method", spec.method());
    node.set("headers", texts(spec.headers()));
    node.put("body", spec.body());
    node.set("auth", spec.auth() == null ? NODES.nullNode() : auth(spec.auth(), secrets));
    ObjectNode secretHeaders = node.putObject("secretHeaders");
    spec.secretHeaders()
        .forEach(
            (name, value) ->
                secretHeaders.put(name, secrets.apply(value, "secretHeaders." + name)));
    node.put("interval", text(spec.interval()));
    node.putObject("timeouts")
        .put("dns", text(spec.timeouts().dns()))
        .put("connect", text(spec.timeouts().connect()))
        .put("tls", text(spec.timeouts().tls()))
        .put("response", text(spec.timeouts().response()))
        .put("total", text(spec.timeouts().total()));
    node.putObject("retry")
        .put("maxAttempts", spec.retry().maxAttempts())
        .put("initialDelay", text(spec.retry().initialDelay()))
        .put("maxDelay", text(spec.retry().maxDelay()));
    node.put("connection", Choices.word(spec.connection()));
    node.putObject("pool")
        .put("maxConnections", spec.pool().maxConnections())
        .put("idleTimeout", text(spec.pool().idleTimeout()))
        .put("maxAge", text(spec.pool().maxAge()));
    node.putObject("redirects")
        .put("follow", spec.redirects().follow())
        .put("max", spec.redirects().max())
        .put("allowDowngrade", spec.redirects().allowDowngrade());
    node.put("ipVersion", Choices.word(spec.ipVersion()));
    node.put("maxBody", Sizes.format(spec.maxBody()));
    node.putObject("tls")
        .put("verify", spec.tls().verify())
        .put("revocation", Choices.word(spec.tls().revocation()))
        .put("serverName", spec.tls().serverName())
        .put("minVersion", spec.tls().minVersion());
    ArrayNode assertions = node.putArray("assertions");
    spec.assertions().forEach(each -> assertions.add(assertion(each)));
    node.putObject("thresholds")
        .put("down", spec.thresholds().down())
        .put("up", spec.thresholds().up())
        .put("of", spec.thresholds().of())
        .put("confirm", text(spec.thresholds().confirm()));
    node.put("remindEvery", text(spec.remindEvery()));
    node.set("labels", texts(spec.labels()));
    node.put("paused", spec.paused());
    node.put("public", spec.isPublic());
    node.put("managedBy", spec.managedBy());
    return node;
  }

  private static ObjectNode auth(Auth auth, BiFunction<Secret, String, String> secrets) {
    ObjectNode node = NODES.objectNode();
    if (auth instanceof Auth.Basic basic) {
      return node.put("type", "basic")
          .put("username", basic.username())
          .put("password", secrets.apply(basic.password(), "auth.password"));
    }
    if (auth instanceof Auth.Bearer bearer) {
      return node.put("type", "bearer").put("token", secrets.apply(bearer.token(), "auth.token"));
    }
    if (auth instanceof Auth.MutualTls mutual) {
      return node.put("type", "mtls")
          .put("certificate", mutual.certificate())
          .put("privateKey", secrets.apply(mutual.privateKey(), "auth.privateKey"));
    }
    throw new IllegalStateException("no form for " + auth.getClass());
  }

  private static ObjectNode assertion(Assertion assertion) {
    ObjectNode node = NODES.objectNode();
    if (assertion instanceof Assertion.Status status) {
      ArrayNode in = node.put("source", "status").putArray("in");
      status.in().forEach(in::add);
    } else if (assertion instanceof Assertion.Header header) {
      node.put("source", "header").put("name", header.name());
      test(node, header.test());
    } else if (assertion instanceof Assertion.Body body) {
      test(node.put("source", "body"), body.test());
    } else if (assertion instanceof Assertion.Json json) {
      node.put("source", "json").put("path", json.expression());
      test(node, json.test());
    } else if (assertion instanceof Assertion.Latency latency) {
      node.put("source", "latency").put("below", text(latency.below()));
    } else if (assertion instanceof Assertion.Certificate certificate) {
      node.put("source", "certificate").put("validFor", text(certificate.validFor()));
    }
    return node.put("severity", Choices.word(assertion.severity()));
  }

  private static void test(ObjectNode node, TextTest test) {
    if (test instanceof TextTest.Equal equal) {
      node.put("equals", equal.text());
    } else if (test instanceof TextTest.Contains contains) {
      node.put("contains", contains.text());
    } else if (test instanceof TextTest.NotContains not) {
      node.put("notContains", not.text());
    } else if (test instanceof TextTest.Matches matches) {
      node.put("matches", matches.pattern().pattern());
    } else if (test instanceof TextTest.Exists exists) {
      node.put("exists", exists.expected());
    }
  }

  private static void test(ObjectNode node, JsonTest test) {
    if (test instanceof JsonTest.Equal equal) {
      node.set("equals", equal.value());
    } else if (test instanceof JsonTest.NotEqual not) {
      node.set("notEquals", not.value());
    } else if (test instanceof JsonTest.Exists exists) {
      node.put("exists", exists.expected());
    } else if (test instanceof JsonTest.LessThan less) {
      node.put("lessThan", less.bound());
    } else if (test instanceof JsonTest.GreaterThan greater) {
      node.put("greaterThan", greater.bound());
    }
  }

  private static ObjectNode texts(Map<String, String> texts) {
    ObjectNode node = NODES.objectNode();
    texts.forEach(node::put);
    return node;
  }

  private static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : Durations.format(duration);
  }
}
