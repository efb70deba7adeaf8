package io.probity.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The documents of a directory as they were read at one moment, in the order of their names.
 *
 * @param texts what each file holds, by its name
 */
record ConfigFiles(Map<String, byte[]> texts) {
  private static final int MAX_BYTES = 10 << 20;
  private static final List<String> SECTIONS = List.of("endpoints", "channels", "maintenance");

  /** Reads what is there; throws {@link InvalidInput} if a file is too large. */
  static ConfigFiles of(Path directory) throws IOException {
    Map<String, byte[]> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(ConfigFiles::isDocument).toList()) {
        texts.put(String.valueOf(file.getFileName()), text(file));
      }
    }
    return new ConfigFiles(texts);
  }

  private static boolean isDocument(Path file) {
    return String.valueOf(file.getFileName()).matches("[^.].*\\.(yaml|yml|json)")
        && Files.isRegularFile(file);
  }

  private static byte[] text(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] text = input.readNBytes(MAX_BYTES + 1);
      if (text.length > MAX_BYTES) {
        throw new InvalidInput(
            List.of(new FieldError(String.valueOf(file.getFileName()), "Is larger than 10 MiB.")));
      }
      return text;
    }
  }

  /** Differs if any name or text does. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach(
          (name, text) -> {
            digest.update((name + "/" + text.length + "/").getBytes(UTF_8));
            digest.update(text);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * One document of all sections, complete: what no file lists is not wanted any more. Throws
   * {@link InvalidInput} with the names of files in place of pointers.
   */
  JsonNode merged(DocumentReader reader) {
    if (texts.isEmpty()) {
      throw invalid("", "Holds no *.yaml, *.yml or *.json; nothing is changed.");
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    SECTIONS.forEach(merged::putArray);
    List<FieldError> errors = new ArrayList<>();
    texts.forEach(
        (name, text) -> {
          try {
            add(merged, name, reader.read(text, !name.endsWith(".json")));
          } catch (InvalidInput e) {
            e.errors().forEach(each -> errors.add(new FieldError(name, each.detail())));
          }
        });
    if (!errors.isEmpty()) {
      throw new InvalidInput(errors);
    }
    return merged;
  }

  private static void add(ObjectNode merged, String name, JsonNode document) {
    if (!document.isObject()) {
      throw invalid(name, "Must be an object.");
    }
    document
        .properties()
        .forEach(
            each -> {
              JsonNode there = merged.get(each.getKey());
              if (there instanceof ArrayNode list && each.getValue().isArray()) {
                each.getValue().forEach(list::add);
              } else if (there == null || there.equals(each.getValue())) {
                merged.set(each.getKey(), each.getValue());
              } else if (!each.getValue().isNull()) {
                throw invalid(name, each.getKey() + " differs from that of another file.");
              }
            });
  }

  private static InvalidInput invalid(String name, String detail) {
    return new InvalidInput(List.of(new FieldError(name, detail)));
  }
}
