package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code config.schema.json}, the JSON Schema that editors use for configuration documents,
 * equal to the schemas of the API. After an intended change write it anew:
 *
 * <pre>mvn test -Dtest=ConfigSchemaTest -Dopenapi.update=true</pre>
 */
class ConfigSchemaTest {
  private static final Path FILE = Path.of("config.schema.json");
  private static final Path API = Path.of("src/main/resources/META-INF/openapi.yaml");
  private static final String PREFIX = "#/components/schemas/";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Test
  void isThatOfTheApi() throws IOException {
    String made = JSON.writeValueAsString(schema()) + "\n";
    if (Boolean.getBoolean("openapi.update")) {
      Files.writeString(FILE, made);
    }
    assertThat(Files.readString(FILE)).isEqualTo(made);
  }

  private static ObjectNode schema() throws IOException {
    JsonNode schemas = new YAMLMapper().readTree(API.toFile()).at("/components/schemas");
    TreeMap<String, JsonNode> definitions = new TreeMap<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    ObjectNode root = schemas.path("ConfigDocument").deepCopy();
    root.put("additionalProperties", false);
    open.add(root);
    while (!open.isEmpty()) {
      JsonNode node = open.remove();
      JsonNode ref = node.get("$ref");
      if (ref != null) {
        String name = ref.asText().substring(PREFIX.length());
        ((ObjectNode) node).set("$ref", TextNode.valueOf("#/$defs/" + name));
        if (!definitions.containsKey(name)) {
          JsonNode definition = schemas.path(name).deepCopy();
          definitions.put(name, definition);
          open.add(definition);
        }
      }
      node.forEach(open::add);
    }
    ObjectNode schema = JSON.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Configuration of Probity");
    schema.setAll(root);
    definitions.forEach((name, each) -> schema.withObject("/$defs").set(name, each));
    return schema;
  }
}
