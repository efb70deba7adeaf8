package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The evidence of a failure as facts: nested ones have the names of all that holds them. Pure. */
final class Evidence {
  private static final int MAX_FACTS = 60;
  private static final String AT_FAULT = "At fault";

  private final List<Fact> facts = new ArrayList<>();

  private Evidence() {}

  static List<Fact> of(JsonNode evidence) {
    Evidence read = new Evidence();
    evidence
        .properties()
        .forEach(each -> read.add(EndpointWords.title(each.getKey()), each.getValue()));
    return List.copyOf(read.facts);
  }

  private void add(String name, JsonNode value) {
    if (facts.size() >= MAX_FACTS || value.isNull()) {
      return;
    }
    if (value.isObject()) {
      value
          .properties()
          .forEach(each -> add(name + " " + EndpointWords.field(each.getKey()), each.getValue()));
    } else if (value.isArray() && isPlain(value)) {
      facts.add(
          new Fact(
              name,
              StreamSupport.stream(value.spliterator(), false)
                  .map(JsonNode::asText)
                  .collect(Collectors.joining(", "))));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        add(name + " " + (i + 1), value.get(i));
      }
    } else {
      facts.add(new Fact(name, name.equals(AT_FAULT) ? link(value.asInt()) : value.asText()));
    }
  }

  private static String link(int index) {
    return index == 0 ? "the leaf" : "number " + (index + 1) + " of the chain";
  }

  private static boolean isPlain(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).noneMatch(JsonNode::isContainerNode);
  }
}
