package io.probity.web;

import io.probity.endpoint.EndpointQuery;
import io.probity.history.Overview;
import io.probity.history.OverviewQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody chose to see of the overview, and the links that change it. What makes no sense is
 * left out; a label that is none is told of.
 *
 * @param labels each as {@code name:value}
 * @param text empty: any
 * @param failure wire name of a failure class; empty: any
 * @param badLabel what was given for a label and is none; empty: nothing
 */
public record OverviewChoice(
    List<String> labels, Set<String> states, String text, String failure, String badLabel) {
  private static final int MAX_TEXT = 200;
  private static final int MAX_LABELS = 10;

  static OverviewChoice of(
      List<String> labels, List<String> states, @Nullable String text, @Nullable String failure) {
    List<String> good = new ArrayList<>();
    String bad = "";
    for (String each : labels) {
      String label = clean(each);
      if (label.indexOf(':') > 0) {
        good.add(label);
      } else if (!label.isEmpty()) {
        bad = label;
      }
    }
    Set<String> known = new LinkedHashSet<>();
    states.stream()
        .flatMap(each -> List.of(each.split(",", -1)).stream())
        .filter(Overview.STATES::contains)
        .forEach(known::add);
    return new OverviewChoice(
        good.stream().distinct().limit(MAX_LABELS).toList(),
        known,
        clean(text),
        clean(failure),
        bad);
  }

  private static String clean(@Nullable String given) {
    String text = given == null ? "" : given.replace("\0", "").strip();
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  OverviewQuery query() {
    List<Map.Entry<String, String>> pairs =
        labels.stream()
            .map(
                each ->
                    Map.entry(
                        each.substring(0, each.indexOf(':')),
                        each.substring(each.indexOf(':') + 1)))
            .toList();
    return new OverviewQuery(
        new EndpointQuery(pairs, states, text.isEmpty() ? null : text),
        failure.isEmpty() ? null : failure);
  }

  /** The same labels, and nothing else. */
  OverviewChoice ofLabels() {
    return new OverviewChoice(labels, Set.of(), "", "", "");
  }

  /** The same with one state only. */
  OverviewChoice inState(String state) {
    return new OverviewChoice(labels, Set.of(state), text, failure, "");
  }

  /** Whether all endpoints are shown, as far as their labels match. */
  public boolean isWhole() {
    return states.isEmpty() && text.isEmpty() && failure.isEmpty();
  }

  /** Whether nothing was chosen. */
  public boolean isEmpty() {
    return isWhole() && labels.isEmpty();
  }

  /** The link to it. */
  public String href() {
    return href("");
  }

  /** The link to a state, or away from it where it is the only one. */
  public String toState(String state) {
    return (states.equals(Set.of(state))
            ? new OverviewChoice(labels, Set.of(), text, failure, "")
            : inState(state))
        .href();
  }

  /** The link to every state. */
  public String toAll() {
    return new OverviewChoice(labels, Set.of(), text, failure, "").href();
  }

  /** The link to what also carries a label. */
  public String withLabel(String label) {
    List<String> more = new ArrayList<>(labels);
    if (!more.contains(label)) {
      more.add(label);
    }
    return new OverviewChoice(more, states, text, failure, "").href();
  }

  /** The link to the same whatever that label is. */
  public String withoutLabel(String label) {
    List<String> fewer = labels.stream().filter(each -> !each.equals(label)).toList();
    return new OverviewChoice(fewer, states, text, failure, "").href();
  }

  /** The link to a page of it; {@code after} as {@link Place} writes it, empty: the first. */
  String href(String after) {
    List<String> query = new ArrayList<>();
    add(query, "q", text);
    states.forEach(each -> add(query, "state", each));
    labels.forEach(each -> add(query, "label", each));
    add(query, "failure", failure);
    add(query, "after", after);
    return query.isEmpty() ? "/" : "/?" + String.join("&", query);
  }

  private static void add(List<String> query, String name, String value) {
    if (!value.isEmpty()) {
      query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  /** The query of the stream that tells of what is shown. */
  String stream() {
    List<String> query = new ArrayList<>(List.of("types=state"));
    labels.forEach(each -> add(query, "label", each));
    return "?" + String.join("&", query);
  }
}
