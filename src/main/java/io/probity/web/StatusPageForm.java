package io.probity.web;

import io.probity.db.Reach;
import io.probity.status.StatusPage;
import io.probity.status.StatusPageSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of a status page.
 *
 * @param heading of the form
 * @param id null: it is a new one
 * @param revision as it was read, 0: it is a new one
 * @param byLabels whether its endpoints are found by labels
 * @param labels one {@code name=value} a line
 * @param endpoints one id a line
 * @param groupBy empty: they are not grouped
 */
public record StatusPageForm(
    String heading,
    @Nullable UUID id,
    long revision,
    String title,
    String slug,
    String description,
    boolean byLabels,
    String labels,
    String endpoints,
    String groupBy,
    boolean open) {

  /** A new one, for what somebody reaches. */
  static StatusPageForm blank(Reach reach) {
    return new StatusPageForm(
        "New status page", null, 0, "", "", "", true, lines(reach.labels()), "", "", false);
  }

  static StatusPageForm of(StatusPage page) {
    StatusPageSpec spec = page.spec();
    return new StatusPageForm(
        "Edit " + spec.title(),
        page.publicId(),
        page.revision(),
        spec.title(),
        spec.slug(),
        orEmpty(spec.description()),
        spec.match().labels() != null,
        lines(spec.match().trailLabels()),
        spec.match().endpoints().stream().map(UUID::toString).collect(Collectors.joining("\n")),
        orEmpty(spec.groupBy()),
        spec.open());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String lines(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("\n"));
  }
}
