package io.probity.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 strictly: every family has help and type and stands in one
 * block, no series and no label occurs twice, nothing is left of a line.
 */
public final class PrometheusText {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")\\{(.*)} (\\S+)");
  private static final Pattern ANY_SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"]|\\\\[\\\\\"n])*)\"(?:,|$)");

  private final Map<Series, Double> samples = new LinkedHashMap<>();
  private final Set<String> families = new LinkedHashSet<>();
  private String family = "";

  /** A name and its labels, unescaped. */
  public record Series(String name, Map<String, String> labels) {}

  private PrometheusText() {}

  public static PrometheusText parse(String text) {
    PrometheusText parsed = new PrometheusText();
    assertThat(text)
        .satisfiesAnyOf(it -> assertThat(it).isEmpty(), it -> assertThat(it).endsWith("\n"));
    text.lines().forEach(parsed::line);
    return parsed;
  }

  /**
   * The samples of any exposition, counters and histograms too, without holding it to anything but
   * the form of its lines.
   */
  public static Set<Series> series(String text) {
    Set<Series> found = new LinkedHashSet<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher sample = ANY_SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              String labels = sample.group(2);
              found.add(new Series(sample.group(1), labels == null ? Map.of() : labels(labels)));
            });
    return found;
  }

  private void line(String line) {
    if (line.startsWith("# HELP ")) {
      family = line.split(" ", 4)[2];
      assertThat(families.add(family)).as("%s comes twice", family).isTrue();
    } else if (line.startsWith("# TYPE ")) {
      assertThat(line).isEqualTo("# TYPE " + family + " gauge");
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    assertThat(sample.group(1)).isEqualTo(family);
    Series series = new Series(family, labels(sample.group(2)));
    assertThat(samples.put(series, Double.valueOf(sample.group(3)))).as(line).isNull();
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (label.find() && label.start() == end) {
      end = label.end();
      assertThat(labels.put(label.group(1), unescaped(label.group(2)))).as(text).isNull();
    }
    assertThat(end).as("read of %s", text).isEqualTo(text.length());
    return labels;
  }

  private static String unescaped(String value) {
    return Pattern.compile("\\\\(.)")
        .matcher(value)
        .replaceAll(
            each -> Matcher.quoteReplacement(each.group(1).equals("n") ? "\n" : each.group(1)));
  }

  /** Every sample in order. */
  public Map<Series, Double> samples() {
    return samples;
  }

  /** The samples of one endpoint by name and, in braces, the labels that are not every series'. */
  public Map<String, Double> of(String endpoint) {
    Map<String, Double> found = new TreeMap<>();
    samples.forEach(
        (series, value) -> {
          Map<String, String> own = new TreeMap<>(series.labels());
          if (endpoint.equals(own.remove("endpoint")) | endpoint.equals(own.remove("id"))) {
            own.keySet().removeIf(name -> name.equals("target") || name.startsWith("label_"));
            found.put(series.name() + (own.isEmpty() ? "" : own), value);
          }
        });
    return found;
  }
}
