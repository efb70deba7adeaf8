package io.probity.web;

import io.probity.endpoint.EndpointMatch;
import io.probity.status.StatusPage;
import io.probity.status.StatusPageSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The status pages there are.
 *
 * @param rows oldest first
 */
public record StatusPageList(List<Row> rows) {
  /**
   * One page.
   *
   * @param labels that its endpoints carry, such as {@code team:a}
   * @param meant which endpoints it shows where that is not told by labels; null: it is
   * @param groupBy null: they are not grouped
   */
  public record Row(
      UUID id,
      String title,
      String slug,
      List<String> labels,
      @Nullable String meant,
      @Nullable String groupBy,
      boolean open) {}

  static StatusPageList of(List<StatusPage> pages) {
    return new StatusPageList(pages.stream().map(StatusPageList::row).toList());
  }

  private static Row row(StatusPage page) {
    StatusPageSpec spec = page.spec();
    EndpointMatch match = spec.match();
    return new Row(
        page.publicId(),
        spec.title(),
        spec.slug(),
        new TreeMap<>(match.trailLabels())
            .entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList(),
        meant(match),
        spec.groupBy(),
        spec.open());
  }

  private static @Nullable String meant(EndpointMatch match) {
    Map<String, String> labels = match.labels();
    if (labels == null) {
      int count = match.endpoints().size();
      return count == 1 ? "1 endpoint" : count + " endpoints";
    }
    return labels.isEmpty() ? "All endpoints" : null;
  }
}
