package io.probity.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of Prometheus rules and the series that its expressions ask for. */
public final class PrometheusRules {
  private static final Pattern CLAUSE =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*+)(?!\\s*\\()\\s*+(\\{[^}]*})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|=)\\s*\"([^\"]*)\"");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  private final List<JsonNode> rules = new ArrayList<>();

  /**
   * The series that an expression asks for.
   *
   * @param labels regular expressions that the values have to match as a whole, by name
   */
  public record Selector(String metric, Map<String, String> labels) {
    /** Whether a series is asked for. */
    public boolean takes(PrometheusText.Series series) {
      return series.name().equals(metric)
          && labels.entrySet().stream()
              .allMatch(
                  each -> series.labels().getOrDefault(each.getKey(), "").matches(each.getValue()));
    }
  }

  private PrometheusRules() {}

  public static PrometheusRules read(Path file) {
    PrometheusRules read = new PrometheusRules();
    try {
      for (JsonNode group : new YAMLMapper().readTree(file.toFile()).get("groups")) {
        group.get("rules").forEach(read.rules::add);
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rules that raise alerts. */
  public List<JsonNode> alerts() {
    return rules.stream().filter(each -> each.has("alert")).toList();
  }

  /** All that is asked for, but for what other rules record and what Prometheus itself makes. */
  public List<Selector> selectors() {
    return rules.stream()
        .flatMap(each -> selectors(each.get("expr").asText()).stream())
        .filter(each -> !each.metric().contains(":") && !each.metric().equals("up"))
        .distinct()
        .toList();
  }

  /** All that one expression of PromQL asks for. */
  static List<Selector> selectors(String expression) {
    String bare = CLAUSE.matcher(expression).replaceAll(" ");
    Matcher found = SELECTOR.matcher(RANGE.matcher(bare).replaceAll(" "));
    List<Selector> selectors = new ArrayList<>();
    while (found.find()) {
      if (!WORDS.contains(found.group(1))) {
        selectors.add(new Selector(found.group(1), labels(found.group(2))));
      }
    }
    return selectors;
  }

  /** The job is what the scrape configuration calls it. */
  private static Map<String, String> labels(String braces) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher matcher = MATCHER.matcher(braces == null ? "" : braces);
    while (matcher.find()) {
      if (!matcher.group(1).equals("job")) {
        String value = matcher.group(3);
        labels.put(matcher.group(1), matcher.group(2).equals("=") ? Pattern.quote(value) : value);
      }
    }
    return labels;
  }
}
