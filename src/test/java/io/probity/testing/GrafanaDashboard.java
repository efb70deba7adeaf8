package io.probity.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.PrometheusRules.Selector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A dashboard of Grafana and the series that its panels and variables ask for.
 *
 * @param root the whole file
 */
public record GrafanaDashboard(JsonNode root) {
  public static GrafanaDashboard read(Path file) {
    try {
      return new GrafanaDashboard(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every expression, with variables as when nothing is chosen: all of what there is. */
  public List<String> expressions() {
    Stream<String> panels = root.findValues("expr").stream().map(JsonNode::asText);
    Stream<String> variables =
        StreamSupport.stream(root.at("/templating/list").spliterator(), false)
            .map(each -> each.at("/query/query").asText())
            .map(query -> query.replaceFirst("label_values\\((.*),.*\\)", "$1"));
    return Stream.concat(panels, variables)
        .map(each -> each.replaceAll("\"\\$[a-z]+\"", "\".*\""))
        .toList();
  }

  /** All series that are asked for. */
  public List<Selector> selectors() {
    return expressions().stream()
        .flatMap(each -> PrometheusRules.selectors(each).stream())
        .distinct()
        .toList();
  }
}
