package io.probity.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Holds every answer that passes to what {@code openapi.yaml} says of it: status, media type,
 * headers and body. Stricter than the contract itself, which lets later versions add fields: here
 * no field may be there that is not described, and none may be missing.
 */
final class Contract implements Filter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();

  /** Whoever writes one leaves out what is as by default, and so does the service. */
  private static final String CONFIGURATION = "ConfigDocument";

  /** Whose fields depend on each other, or are left out where there is nothing to say. */
  private static final Set<String> WITH_OPTIONAL_FIELDS =
      Set.of(
          "Assertion",
          "EndpointMatch",
          "MaintenanceConfig",
          "Problem",
          "CloudEvent",
          "AlertmanagerAlert",
          CONFIGURATION);

  private final JsonNode document;
  private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  private Contract(JsonNode document) {
    this.document = document;
  }

  static Contract read() {
    try {
      return new Contract(YAML.readTree(Path.of("openapi.yaml").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    Response answer = context.next(request, expected);
    String path = URI.create(request.getURI()).getPath();
    if (path.startsWith(Api.BASE)) {
      check(request.getMethod(), path, answer);
    }
    return answer;
  }

  /** Fails for operations that never succeeded, in each of the ways the contract knows. */
  void assertAllSeen() {
    Set<String> promised = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operation.getValue().path("responses").properties().stream()
                                .filter(response -> response.getKey().startsWith("2"))
                                .filter(response -> !isStream(response.getValue()))
                                .forEach(
                                    response ->
                                        promised.add(
                                            name(
                                                operation.getKey(),
                                                path.getKey(),
                                                response.getKey())))));
    assertThat(seen).containsAll(promised);
  }

  /** What never ends is heard by tests of its own. */
  private static boolean isStream(JsonNode response) {
    return response.path("content").has("text/event-stream");
  }

  /** Fails unless a value is what a named schema describes. */
  void assertValid(String schema, JsonNode value) {
    assertThat(
            schemas
                .computeIfAbsent(schema, name -> compiled(strict(component(name), name)))
                .validate(
                    value,
                    execution ->
                        execution.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s: %s", schema, value)
        .isEmpty();
  }

  /** The schema of what is sent for a webhook. */
  String webhook(String type) {
    return schemaName(
        document.path("webhooks").path(type).at("/post/requestBody/content/application~1json"));
  }

  /** The values of an enumeration. */
  List<String> values(String schema) {
    return JSON.convertValue(
        component(schema).path("enum"),
        JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  private void check(String method, String path, Response answer) {
    String status = Integer.toString(answer.statusCode());
    String template = template(path);
    JsonNode operation =
        document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    if (operation.isMissingNode()) {
      assertThat(answer.contentType()).startsWith(Problem.MEDIA_TYPE);
      assertValid("Problem", body(answer));
      return;
    }
    String name = name(method, template, status);
    JsonNode response = operation.path("responses").path(status);
    assertThat(response.isMissingNode()).as("%s is not described", name).isFalse();
    if (response.has("$ref")) {
      response = at(response.path("$ref").textValue());
    }
    checkHeaders(name, response, answer);
    checkBody(name, response, answer);
    seen.add(name);
  }

  private static void checkHeaders(String name, JsonNode response, Response answer) {
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            header -> {
              boolean wanted = !header.equals("Link") || body(answer).path("next").isTextual();
              assertThat(answer.headers().hasHeaderWithName(header))
                  .as("%s: header %s", name, header)
                  .isEqualTo(wanted);
            });
  }

  private void checkBody(String name, JsonNode response, Response answer) {
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertThat(answer.asString()).as(name).isEmpty();
      return;
    }
    String media = answer.contentType().split(";", 2)[0];
    assertThat(content.has(media)).as("%s: %s is not described", name, media).isTrue();
    if (media.equals("application/x-ndjson")) {
      answer.asString().lines().forEach(line -> assertValid("Check", json(line)));
    } else if (!media.equals("text/csv")) {
      assertValid(schemaName(content.path(media)), body(answer));
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode body(Response answer) {
    try {
      return (answer.contentType().contains("yaml") ? YAML : JSON).readTree(answer.asString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The template that a path is an instance of; the path itself if there is none. */
  private String template(String path) {
    if (document.path("paths").has(path)) {
      return path;
    }
    for (var each : document.path("paths").properties()) {
      if (path.matches(each.getKey().replaceAll("\\{[^}]*}", "[^/]+"))) {
        return each.getKey();
      }
    }
    return path;
  }

  /**
   * A schema without references, in which each object has all of its fields and no others.
   *
   * @param name of the schema that this is or is part of
   */
  private JsonNode strict(JsonNode schema, String name) {
    if (schema.has("$ref")) {
      String ref = schema.path("$ref").textValue();
      String target = ref.substring(ref.lastIndexOf('/') + 1);
      return strict(at(ref), name.equals(CONFIGURATION) ? CONFIGURATION : target);
    }
    if (schema.has("allOf")) {
      return merged(schema.path("allOf"), name);
    }
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode strict = schema.deepCopy();
    for (String alternatives : List.of("oneOf", "anyOf")) {
      if (schema.has(alternatives)) {
        var each = strict.putArray(alternatives);
        schema.path(alternatives).forEach(one -> each.add(strict(one, name)));
      }
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (schema.has(part)) {
        strict.set(part, strict(schema.path(part), name));
      }
    }
    if (schema.has("properties")) {
      ObjectNode properties = strict.putObject("properties");
      schema
          .path("properties")
          .properties()
          .forEach(each -> properties.set(each.getKey(), strict(each.getValue(), name)));
      strict.put("additionalProperties", false);
      if (!WITH_OPTIONAL_FIELDS.contains(name)) {
        var required = strict.putArray("required");
        properties.fieldNames().forEachRemaining(required::add);
      }
    }
    return strict;
  }

  private JsonNode merged(JsonNode parts, String name) {
    ObjectNode merged = JSON.createObjectNode().put("type", "object");
    ObjectNode properties = merged.putObject("properties");
    var required = merged.putArray("required");
    for (JsonNode part : parts) {
      JsonNode strict = strict(part, name);
      properties.setAll((ObjectNode) strict.path("properties"));
      strict.path("required").forEach(required::add);
    }
    return merged.put("additionalProperties", false);
  }

  private Schema compiled(JsonNode schema) {
    return registry.getSchema(schema);
  }

  private JsonNode component(String schema) {
    return at("#/components/schemas/" + schema);
  }

  private JsonNode at(String reference) {
    JsonNode found = document.at(reference.substring(1));
    assertThat(found.isMissingNode()).as("%s leads nowhere", reference).isFalse();
    return found;
  }

  private static String schemaName(JsonNode media) {
    String reference = media.at("/schema/$ref").asText();
    assertThat(reference).as("the schema of %s", media).startsWith("#/components/schemas/");
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  private static String name(String method, String path, String status) {
    return method.toUpperCase(Locale.ROOT) + " " + path + " " + status;
  }
}
