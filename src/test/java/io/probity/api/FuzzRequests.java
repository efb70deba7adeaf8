package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes requests from a description of an API: valid, nearly valid and hostile ones, the same for
 * the same seed and the same answers. What it makes leads nowhere but to 127.0.0.1. Thread-safe.
 */
final class FuzzRequests {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int KEPT = 40;
  private static final String CURSORS = "cursors";
  private static final Map<String, List<String>> BY_NAME =
      Map.ofEntries(
          Map.entry("url", List.of("http://127.0.0.1:1/", "http://127.0.0.1:1/a?token=b")),
          Map.entry("key", List.of("fuzz-a", "fuzz-b", "fuzz-c", "fuzz-d", "fuzz.e", "fuzz_f")),
          Map.entry("slug", IntStream.range(0, 200).mapToObj(i -> "fuzz-" + i).toList()),
          Map.entry("interval", List.of("60s", "5m", "1h")),
          Map.entry("maxBody", List.of("1MiB", "64KiB")),
          Map.entry("cron", List.of("30 2 * * *", "0 0 1 * sun")),
          Map.entry("zone", List.of("UTC", "Europe/Berlin")),
          Map.entry("in", List.of("2xx", "304")),
          Map.entry("path", List.of("$.a", "$.b[0]")),
          Map.entry("matches", List.of("a+", "^x$")),
          Map.entry("state", List.of("up", "down", "open", "pending")),
          Map.entry("types", List.of("state", "check")),
          Map.entry("label", List.of("team=a", "team")),
          Map.entry("failure", List.of("dns.timeout", "connect.refused")),
          Map.entry("managedBy", List.of("fuzz")),
          Map.entry("template", List.of("{summary}")));
  private static final List<String> DURATIONS = List.of("1s", "2s", "5s", "1m", "PT30S");
  private static final List<String> INSTANTS =
      List.of("2026-01-01T00:00:00Z", "2026-11-22T00:00:00Z", "2099-01-01T00:00:00Z");

  /** An operation of the description. */
  record Operation(String id, String method, String path, JsonNode described) {}

  /** A request as its bytes. */
  record Request(Operation operation, String line, byte[] bytes) {}

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, List<String>> ids = new ConcurrentHashMap<>();
  private final String key;

  FuzzRequests(JsonNode document, String key) {
    this.document = document;
    this.key = key;
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        each ->
                            operations.add(
                                new Operation(
                                    each.getValue().path("operationId").asText(),
                                    each.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    each.getValue()))));
  }

  List<Operation> operations() {
    return operations;
  }

  /**
   * The next request. A third is valid as far as the description tells, a third has one thing
   * wrong, the others several.
   */
  Request next(Random random) {
    int faults = Math.max(0, random.nextInt(6) - 1);
    faults = faults == 4 ? 0 : faults;
    boolean[] wrong = new boolean[6];
    for (int i = 0; i < faults; i++) {
      wrong[random.nextInt(wrong.length)] = true;
    }
    return request(Hostile.one(operations, random), wrong, random);
  }

  /** A request of an operation that is valid as far as the description tells. */
  Request valid(Operation operation, Random random) {
    return request(operation, new boolean[6], random);
  }

  private Request request(Operation operation, boolean[] wrong, Random random) {
    String target = path(operation, wrong[0], random) + query(operation, wrong[1], random);
    String method = wrong[5] && random.nextInt(8) == 0 ? "PATCH" : operation.method();
    List<String> headers = new ArrayList<>();
    if (wrong[2]) {
      headers.add(Hostile.one(Hostile.HEADERS, random));
    }
    if (!wrong[5] || random.nextInt(3) > 0) {
      headers.add("Authorization: Bearer " + key);
    } else {
      headers.add("Authorization: " + Hostile.one(Hostile.MEDIA, random));
    }
    byte[] body = new byte[0];
    JsonNode content = operation.described().at("/requestBody/content");
    if (!content.isMissingNode() || wrong[3] && random.nextInt(4) == 0) {
      String media = content.has("application/json") ? "application/json" : "text/plain";
      headers.add("Content-Type: " + (wrong[4] ? Hostile.one(Hostile.MEDIA, random) : media));
      body = body(operation, content.at("/application~1json/schema"), wrong[3], random);
    }
    return new Request(operation, method + " " + target, bytes(method, target, headers, body));
  }

  /** Remembers what there is now. */
  void learn(Operation operation, JsonNode answer, boolean isMade) {
    String kind = kind(operation.path());
    if (isMade || !kind.equals("keys")) {
      keep(kind, answer.path("id"));
      answer.path("items").forEach(item -> keep(kind, item.path("id")));
    }
    if (operation.id().equals("testChannel")) {
      keep("deliveries", answer.path("id"));
    }
    if (answer.path("next").isTextual()) {
      ids.merge(CURSORS, List.of(answer.path("next").textValue()), FuzzRequests::newestFirst);
    }
  }

  private void keep(String kind, JsonNode id) {
    if (id.isTextual()) {
      ids.merge(kind, List.of(id.textValue()), FuzzRequests::newestFirst);
    }
  }

  /** Lists never change: whoever picks from one may take its time. */
  private static List<String> newestFirst(List<String> known, List<String> heard) {
    return Stream.concat(heard.stream(), known.stream()).distinct().limit(KEPT).toList();
  }

  private static String kind(String path) {
    String[] segments = path.split("[/:]");
    boolean isNested = path.endsWith("/deliveries");
    return isNested ? "deliveries" : segments.length > 3 ? segments[3] : "";
  }

  private String path(Operation operation, boolean isWrong, Random random) {
    String path = operation.path();
    if (path.contains("{id}")) {
      String kind = path.split("/")[3];
      List<String> known = ids.getOrDefault(kind, List.of("none"));
      path = path.replace("{id}", Hostile.one(known, random));
    }
    path = path.replace("{key}", Hostile.one(BY_NAME.get("key"), random));
    if (!isWrong) {
      return path;
    }
    String[] segments = path.split("/", -1);
    int at = Math.max(1, segments.length - 1 - random.nextInt(2));
    segments[at] = Hostile.one(Hostile.SEGMENTS, random);
    return String.join("/", segments);
  }

  private String query(Operation operation, boolean isWrong, Random random) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode each : operation.described().path("parameters")) {
      JsonNode parameter = resolved(each);
      if (parameter.path("in").asText().equals("query") && random.nextInt(3) == 0) {
        String name = parameter.path("name").asText();
        JsonNode value =
            name.equals("cursor") && ids.containsKey(CURSORS)
                ? NODES.textNode(Hostile.one(ids.get(CURSORS), random))
                : valid(parameter.path("schema"), name, 0, random);
        pairs.add(name + "=" + encoded(text(value)));
      }
    }
    if (isWrong) {
      String name = pairs.isEmpty() ? "limit" : Hostile.one(pairs, random).split("=", 2)[0];
      pairs.add(
          switch (random.nextInt(4)) {
            case 0 -> name + "=" + Hostile.one(Hostile.SEGMENTS, random);
            case 1 -> encoded(Hostile.one(Hostile.TEXTS, random)) + "=1";
            default -> name + "=" + encoded(Hostile.one(Hostile.TEXTS, random));
          });
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String text(JsonNode value) {
    JsonNode first = value.isArray() && !value.isEmpty() ? value.get(0) : value;
    return first.asText();
  }

  private static String encoded(String text) {
    String short_ = text.length() > 3_000 ? text.substring(0, 3_000) : text;
    return URLEncoder.encode(short_, UTF_8);
  }

  private byte[] body(Operation operation, JsonNode schema, boolean isWrong, Random random) {
    if (isWrong && random.nextInt(4) == 0) {
      return Hostile.one(Hostile.BODIES, random).getBytes(UTF_8);
    }
    JsonNode document =
        ForeignDocuments.of(operation.id(), random).orElseGet(() -> valid(schema, "", 0, random));
    if (document instanceof ObjectNode object) {
      reconcile(object);
    }
    if (isWrong) {
      document = Hostile.spoil(document, random);
    }
    return document.toString().getBytes(UTF_8);
  }

  /** What no schema says: which members go together. */
  private void reconcile(ObjectNode object) {
    if (object.has("cron")) {
      object.put("duration", "1h").remove(List.of("from", "to"));
    } else if (object.has("from") || object.has("to")) {
      object.put("from", INSTANTS.get(0)).put("to", INSTANTS.get(2));
      object.remove(List.of("duration", "zone"));
    }
    if (object.path("until").isTextual()) {
      object.put("until", INSTANTS.get(2));
    }
    if (object.size() == 1 && object.has("key")) {
      object.put("key", key);
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** A value that the schema describes, as far as a schema can. */
  private JsonNode valid(JsonNode given, String name, int depth, Random random) {
    String reference = given.path("$ref").asText();
    JsonNode schema = patched(reference, resolved(given));
    if (schema.has("oneOf")) {
      return valid(
          schema.path("oneOf").get(random.nextInt(schema.path("oneOf").size())),
          name,
          depth,
          random);
    }
    if (schema.has("allOf")) {
      ObjectNode all = NODES.objectNode();
      schema
          .path("allOf")
          .forEach(part -> all.setAll((ObjectNode) valid(part, name, depth, random)));
      return all;
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (name.equals("until") && random.nextBoolean()) {
      return NODES.nullNode();
    }
    return switch (type(schema)) {
      case "object" -> object(schema, name, depth, random);
      case "array" -> array(schema, name, depth, random);
      case "integer", "number" -> {
        int least = schema.path("minimum").asInt(0);
        int most = Math.min(schema.path("maximum").asInt(20), least + 20);
        yield NODES.numberNode(least + random.nextInt(Math.max(1, most - least + 1)));
      }
      case "boolean" -> NODES.booleanNode(name.equals("paused") || random.nextBoolean());
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(validText(reference, schema, name, random));
    };
  }

  /** A patch is described as any object: it is given the fields of what it patches. */
  private JsonNode patched(String reference, JsonNode schema) {
    return reference.endsWith("Patch") && !schema.has("properties")
        ? document.at(reference.substring(1).replace("Patch", "Config"))
        : schema;
  }

  private String validText(String reference, JsonNode schema, String name, Random random) {
    if (reference.endsWith("/Duration")
        || name.matches("remindEvery|confirm|grouping|duration|validFor|step")) {
      return Hostile.one(DURATIONS, random);
    }
    if (reference.endsWith("/Timestamp") || schema.path("format").asText().equals("date-time")) {
      return Hostile.one(INSTANTS, random);
    }
    if (schema.path("format").asText().equals("uuid") || name.equals("endpoint")) {
      return Hostile.one(ids.getOrDefault("endpoints", List.of("none")), random);
    }
    return Hostile.one(BY_NAME.getOrDefault(name, List.of("a", "b c", "\u00e4\u4e2d")), random);
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return type.get(0).asText();
    }
    return type.isMissingNode() ? schema.has("properties") ? "object" : "string" : type.asText();
  }

  private JsonNode object(JsonNode schema, String name, int depth, Random random) {
    ObjectNode object = NODES.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(each -> required.add(each.asText()));
    int likelihood = name.equals("match") ? 2 : depth == 0 ? 5 : 3;
    schema
        .path("properties")
        .properties()
        .forEach(
            each -> {
              boolean isDue = required.contains(each.getKey()) || each.getKey().equals("paused");
              if (isDue || random.nextInt(likelihood) == 0) {
                object.set(each.getKey(), valid(each.getValue(), each.getKey(), depth + 1, random));
              }
            });
    if (schema.has("additionalProperties") && schema.path("additionalProperties").isObject()) {
      object.put("team", Hostile.one(List.of("a", "b"), random));
    }
    return object;
  }

  private ArrayNode array(JsonNode schema, String name, int depth, Random random) {
    ArrayNode array = NODES.arrayNode();
    int size = Math.max(schema.path("minItems").asInt(0), random.nextInt(3));
    for (int i = 0; i < size; i++) {
      array.add(valid(schema.path("items"), name, depth + 1, random));
    }
    return array;
  }

  private static byte[] bytes(String method, String target, List<String> headers, byte[] body) {
    StringBuilder head =
        new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(UTF_8));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
