package io.probity.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads YAML in which others use anchors, aliases and merge keys, and bounds what they grow to. */
final class YamlTree {
  private static final int MAX_ALIASES = 20_000;
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_DEPTH = 50;
  private static final int MAX_BYTES = 10 << 20;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private int left = MAX_NODES;

  private YamlTree() {}

  /**
   * The document with every alias written out.
   *
   * @throws IllegalArgumentException with a sentence if it is not valid or grows too large
   */
  static JsonNode read(byte[] text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_BYTES);
    try {
      Object document =
          new Yaml(new SafeConstructor(options)).load(new String(text, StandardCharsets.UTF_8));
      return new YamlTree().node(document, 0);
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
      throw new IllegalArgumentException("The body is not valid YAML" + line + ".", e);
    } catch (YAMLException e) {
      throw new IllegalArgumentException("The body is not valid YAML, or too large.", e);
    }
  }

  private JsonNode node(@Nullable Object value, int depth) {
    if (--left < 0 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException("The body grows too large: its aliases are too many.");
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, each) -> object.set(String.valueOf(key), node(each, depth + 1)));
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(each -> array.add(node(each, depth + 1)));
      return array;
    }
    return scalar(value);
  }

  private static JsonNode scalar(@Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof Integer number) {
      return NODES.numberNode(number);
    }
    return NODES.textNode(String.valueOf(value));
  }
}
