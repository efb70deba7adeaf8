package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Something that is shown by its name. */
public record Fact(String name, String value) {
  /** The members of an object, inner ones by their whole path; what is null is left out. */
  static List<Fact> of(JsonNode object) {
    List<Fact> facts = new ArrayList<>();
    add(facts, "", object);
    return facts;
  }

  private static void add(List<Fact> facts, String before, JsonNode object) {
    for (var member : object.properties()) {
      JsonNode value = member.getValue();
      String name =
          before + (before.isEmpty() ? EndpointWords.field(member.getKey()) : member.getKey());
      if (value.isObject()) {
        add(facts, name + " · ", value);
      } else if (!value.isNull()) {
        facts.add(new Fact(name, text(value)));
      }
    }
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.isTextual() ? value.asText() : value.toString();
    }
    List<String> texts = new ArrayList<>();
    value.forEach(each -> texts.add(text(each)));
    return String.join(", ", texts);
  }
}
