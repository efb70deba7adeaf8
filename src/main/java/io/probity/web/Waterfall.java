package io.probity.web;

import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Attempts phase by phase, all on one scale, each as far to the right as it began after the first
 * one of its check.
 *
 * @param phases what the times of a row are of
 * @param scale how long the whole width is, in words
 */
public record Waterfall(List<String> phases, List<Row> rows, String scale) {
  private static final int WIDTH = 1_000;
  private static final int LEAST_WIDTH = 3;

  /** Below this part of an attempt what no phase accounts for is not worth a mark. */
  private static final int SLIGHT = 50;

  private static final List<Phase> PHASES =
      List.of(
          new Phase(Timings::dnsUs, "DNS", "dns"),
          new Phase(Timings::connectUs, "connect", "connect"),
          new Phase(Timings::tlsUs, "TLS", "tls"),
          new Phase(Timings::writeUs, "write", "write"),
          new Phase(Timings::firstByteUs, "first byte", "first-byte"),
          new Phase(Timings::transferUs, "transfer", "transfer"));

  private record Phase(ToIntFunction<Timings> micros, String name, String style) {}

  /**
   * One attempt.
   *
   * @param verdict the state it speaks for
   * @param result the status, or the class of the failure
   * @param connection pooled, fresh or none
   * @param repeat which attempt of its check it is, empty: the only one
   * @param times of the phases, in their order
   * @param text all of it for who cannot see the bars
   */
  public record Row(
      Moment at,
      String verdict,
      String result,
      @Nullable String detail,
      String connection,
      String repeat,
      List<Bar> bars,
      List<String> times,
      String total,
      String text) {}

  /** A stretch of the width, of 1,000. */
  public record Bar(String style, int x, int width, String title) {}

  /** A waterfall of these attempts. */
  static Waterfall of(List<Tried> tried, Instant now) {
    long scale =
        tried.stream()
            .mapToLong(each -> each.offsetUs() + each.timings().totalUs())
            .max()
            .orElse(1);
    return new Waterfall(
        PHASES.stream().map(Phase::name).toList(),
        tried.stream().map(each -> row(each, Math.max(1, scale), now)).toList(),
        EndpointWords.micros((int) Math.min(Integer.MAX_VALUE, scale)));
  }

  private static Row row(Tried tried, long scale, Instant now) {
    String total = EndpointWords.micros(tried.timings().totalUs());
    return new Row(
        Moment.of(tried.at(), now),
        tried.verdict().wireName(),
        result(tried),
        tried.failure() == null ? null : tried.detail(),
        connection(tried.reused()),
        tried.of() == 1 ? "" : tried.number() + " of " + tried.of(),
        bars(tried, scale),
        PHASES.stream().map(each -> EndpointWords.micros(micros(each, tried))).toList(),
        total,
        text(tried) + ", " + total + " in all");
  }

  /** What came back, or why nothing good did. */
  private static String result(Tried tried) {
    FailureClass cls = tried.failure();
    return cls != null ? cls.wireName() : tried.status() == null ? "" : tried.status().toString();
  }

  static String connection(@Nullable Boolean reused) {
    return reused == null ? "none" : reused ? "pooled" : "fresh";
  }

  private static String text(Tried tried) {
    return PHASES.stream()
        .filter(each -> micros(each, tried) != Timings.NONE)
        .map(each -> each.name() + " " + EndpointWords.micros(micros(each, tried)))
        .collect(Collectors.joining(", "));
  }

  private static List<Bar> bars(Tried tried, long scale) {
    List<Bar> bars = new ArrayList<>();
    long at = tried.offsetUs();
    for (Phase each : PHASES) {
      int micros = micros(each, tried);
      if (micros > 0) {
        bars.add(bar(each.style(), at, micros, scale, each.name()));
        at += micros;
      }
    }
    long rest = tried.offsetUs() + tried.timings().totalUs() - at;
    if (rest > tried.timings().totalUs() / SLIGHT) {
      bars.add(rest(tried.failure(), at, rest, scale));
    }
    return bars;
  }

  /** What failed left no time of its own: it is what was waited for until the end. */
  private static Bar rest(@Nullable FailureClass cls, long at, long rest, long scale) {
    return cls == null
        ? bar("between", at, rest, scale, "between phases")
        : bar("failed", at, rest, scale, "failed in " + cls.phase().wireName());
  }

  private static Bar bar(String style, long at, long micros, long scale, String name) {
    int width = (int) Math.max(LEAST_WIDTH, micros * WIDTH / scale);
    int x = (int) Math.min(WIDTH - LEAST_WIDTH, at * WIDTH / scale);
    String length = EndpointWords.micros((int) Math.min(Integer.MAX_VALUE, micros));
    return new Bar("phase-" + style, x, Math.min(width, WIDTH - x), name + " " + length);
  }

  private static int micros(Phase phase, Tried tried) {
    return phase.micros().applyAsInt(tried.timings());
  }
}
