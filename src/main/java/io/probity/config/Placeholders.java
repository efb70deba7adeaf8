package io.probity.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.probity.endpoint.InvalidInput.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${env:NAME}} and {@code ${file:/path}} as the whole of a secret, or of a channel's URL.
 * They are for files on this machine only: whoever sends a document must not read its environment.
 */
final class Placeholders {
  private static final Pattern FORM = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  /** The fields that may hold one, with what is below them. */
  private static final List<String> FIELDS = List.of("auth", "secretHeaders", "url");

  private final Lookup lookup;

  Placeholders(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Finds what a placeholder stands for. */
  @FunctionalInterface
  interface Lookup {
    /**
     * The value, null: there is none.
     *
     * @param kind {@code env} or {@code file}
     */
    @Nullable String find(String kind, String name);
  }

  /** Refuses all placeholders of a document that came over the network. */
  static List<FieldError> refusals(JsonNode document) {
    List<FieldError> errors = new ArrayList<>();
    new Walk((pointer, found) -> errors.add(refusal(pointer)), null).sections(document);
    return errors;
  }

  private static FieldError refusal(String pointer) {
    return new FieldError(pointer, "Placeholders are for files in probity.config.dir only.");
  }

  /**
   * Puts in place of each placeholder what it stands for.
   *
   * @param seen is given each placeholder and its value, null: it has none
   */
  List<FieldError> resolve(JsonNode document, Map<String, @Nullable String> seen) {
    List<FieldError> errors = new ArrayList<>();
    new Walk(
            (pointer, found) -> {
              if (seen.get(found) == null) {
                errors.add(new FieldError(pointer, "There is nothing that " + found + " names."));
              }
            },
            found -> {
              String value = value(found);
              seen.put(found, value);
              return value;
            })
        .sections(document);
    return errors;
  }

  /** What a placeholder stands for now, null: nothing. */
  @Nullable String value(String placeholder) {
    Matcher matcher = FORM.matcher(placeholder);
    return matcher.matches() ? lookup.find(matcher.group(1), matcher.group(2)) : null;
  }

  /** What is put in place of a placeholder. */
  @FunctionalInterface
  private interface Replacement {
    @Nullable String of(String placeholder);
  }

  private record Walk(BiConsumer<String, String> met, @Nullable Replacement replacement) {
    void sections(JsonNode document) {
      document
          .properties()
          .forEach(
              section -> {
                int index = 0;
                for (JsonNode entry : section.getValue()) {
                  String pointer = "/" + section.getKey() + "/" + index++;
                  if (entry instanceof ObjectNode object) {
                    FIELDS.forEach(field -> field(object, field, pointer));
                  }
                }
              });
    }

    private void field(ObjectNode object, String name, String above) {
      JsonNode value = object.path(name);
      String pointer = above + "/" + name.replace("~", "~0").replace("/", "~1");
      if (value instanceof ObjectNode inner) {
        List<String> names = new ArrayList<>();
        inner.fieldNames().forEachRemaining(names::add);
        names.forEach(each -> field(inner, each, pointer));
      } else if (value.isTextual() && FORM.matcher(value.textValue()).matches()) {
        String replaced = replacement == null ? null : replacement.of(value.textValue());
        met.accept(pointer, value.textValue());
        if (replaced != null) {
          object.set(name, TextNode.valueOf(replaced));
        }
      }
    }
  }
}
