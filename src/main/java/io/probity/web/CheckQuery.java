package io.probity.web;

import io.probity.history.CheckFilter;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Verdict;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a URL asks of the page of an endpoint, as it was written; empty: nothing.
 *
 * @param window of the chart
 * @param phase of the chart
 * @param before the instant of the last check of the page before
 */
record CheckQuery(
    String window,
    String phase,
    String verdict,
    String failure,
    String from,
    String to,
    String before) {
  /** The page that is shown where nothing is asked for. */
  static final CheckQuery NONE = new CheckQuery("", "", "", "", "", "", "");

  /** Which checks are shown, and what of the question made no sense. */
  record Read(CheckFilter filter, @Nullable Instant before, List<String> problems) {
    /** Whether it is no more than the newest checks. */
    boolean isOfNewest() {
      return before == null && filter.equals(CheckFilter.ALL);
    }
  }

  Read read() {
    List<String> problems = new ArrayList<>();
    Verdict wanted =
        Arrays.stream(Verdict.values())
            .filter(each -> each.wireName().equals(verdict))
            .findFirst()
            .orElse(null);
    if (wanted == null && !verdict.isEmpty()) {
      problems.add("There is no verdict " + verdict + ".");
    }
    Set<FailureClass> classes = classes(failure);
    if (classes.isEmpty() && !failure.isEmpty()) {
      problems.add("There is no failure " + failure + ".");
    }
    Instant begin = instant(from, "From", problems);
    Instant end = instant(to, "To", problems);
    if (begin != null && end != null && end.isBefore(begin)) {
      problems.add("From is after To: no check can be between them.");
    }
    return new Read(
        new CheckFilter(begin, end, wanted, classes),
        instant(before, "Before", problems),
        problems);
  }

  private static Set<FailureClass> classes(String name) {
    return Arrays.stream(FailureClass.values())
        .filter(each -> each.wireName().equals(name) || each.phase().wireName().equals(name))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureClass.class)));
  }

  /** An instant of RFC 3339, or what a browser's field holds, which is meant in UTC. */
  private static @Nullable Instant instant(String text, String name, List<String> problems) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      problems.add(name + " must be a date and a time, such as 2026-11-22T11:20.");
      return null;
    }
  }

  /** Whether anything but the newest checks is asked for. */
  boolean isFiltered() {
    return !(verdict + failure + from + to).isEmpty();
  }

  /** The query of a page with another window and phase of the chart. */
  String chart(String otherWindow, String otherPhase) {
    return text(new CheckQuery(otherWindow, otherPhase, verdict, failure, from, to, before));
  }

  /** The query of the page with the checks before an instant. */
  String olderThan(Instant instant) {
    return text(new CheckQuery(window, phase, verdict, failure, from, to, instant.toString()));
  }

  /** The query of the page with the newest checks that match. */
  String newest() {
    return text(new CheckQuery(window, phase, verdict, failure, from, to, ""));
  }

  /** The query of the page with all checks. */
  String unfiltered() {
    return text(new CheckQuery(window, phase, "", "", "", "", ""));
  }

  /** The query of an export of the span asked for; its URL takes RFC 3339 only. */
  static String span(CheckFilter filter) {
    List<String> pairs = new ArrayList<>();
    if (filter.from() != null) {
      pairs.add("from=" + filter.from());
    }
    if (filter.to() != null) {
      pairs.add("to=" + filter.to());
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String text(CheckQuery query) {
    List<Map.Entry<String, String>> all =
        List.of(
            Map.entry("window", query.window),
            Map.entry("phase", query.phase),
            Map.entry("verdict", query.verdict),
            Map.entry("failure", query.failure),
            Map.entry("from", query.from),
            Map.entry("to", query.to),
            Map.entry("before", query.before));
    return all.stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&", "?", ""));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** What the list can be restricted to. */
  static List<Choice> failures(String chosen) {
    List<Choice> choices = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      choices.add(choice(phase.wireName(), "any of " + phase.wireName(), chosen));
      Arrays.stream(FailureClass.values())
          .filter(each -> each.phase() == phase)
          .forEach(each -> choices.add(choice(each.wireName(), each.wireName(), chosen)));
    }
    return choices;
  }

  /** Likewise. */
  static List<Choice> verdicts(String chosen) {
    return Arrays.stream(Verdict.values())
        .map(each -> choice(each.wireName(), each.wireName(), chosen))
        .toList();
  }

  private static Choice choice(String value, String name, String chosen) {
    return new Choice(value, name, value.equals(chosen));
  }

  /** One of those of a field. */
  public record Choice(String value, String name, boolean chosen) {}
}
