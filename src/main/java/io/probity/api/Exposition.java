package io.probity.api;

import io.probity.check.Observation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes observations as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0, which
 * for gauges is the same but for an end mark. Not thread-safe.
 */
final class Exposition {
  private final Writer to;
  private String name = "";
  private String labels = "";

  private Exposition(Writer to) {
    this.to = to;
  }

  /** Writes all of it and flushes. */
  static void write(List<Observation> observations, boolean openMetrics, OutputStream out)
      throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    Exposition exposition = new Exposition(writer);
    List<String> labels =
        observations.stream().map(each -> SeriesLabels.of(each.endpoint())).toList();
    if (!observations.isEmpty()) {
      for (ProbeFamily family : ProbeFamily.ALL) {
        exposition.family(family, observations, labels);
      }
    }
    if (openMetrics) {
      writer.write("# EOF\n");
    }
    writer.flush();
  }

  private void family(ProbeFamily family, List<Observation> observations, List<String> labelled)
      throws IOException {
    name = family.name();
    to.write("# HELP " + name + ' ' + family.help() + '\n');
    to.write("# TYPE " + name + " gauge\n");
    for (int i = 0; i < observations.size(); i++) {
      labels = labelled.get(i);
      family.samples().add(observations.get(i), this);
    }
  }

  /** Adds a sample of the endpoint in hand. */
  void add(String value) throws IOException {
    add("", value);
  }

  /**
   * Adds a sample with labels of its own.
   *
   * @param more as between the braces
   */
  void add(String more, String value) throws IOException {
    to.write(name);
    to.write('{');
    to.write(labels);
    if (!more.isEmpty()) {
      to.write(',');
      to.write(more);
    }
    to.write("} ");
    to.write(value);
    to.write('\n');
  }
}
