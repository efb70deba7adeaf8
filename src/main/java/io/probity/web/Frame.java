package io.probity.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is around the content of a page.
 *
 * @param title of the document, without the product's name
 * @param section which entry of the navigation is marked, such as {@code channels}
 * @param viewer null where nobody is logged in: without navigation
 * @param styles names of {@link Assets} beside the base
 * @param scripts names of ES modules beside the base
 * @param stream which events of {@code /api/v1/stream} refresh the page: a query with its question
 *     mark; null: the page stays as it is
 */
public record Frame(
    String title,
    String section,
    @Nullable Viewer viewer,
    List<String> styles,
    List<String> scripts,
    @Nullable String stream) {
  /** A page of somebody who is logged in. */
  static Frame of(String title, String section, Viewer viewer) {
    return new Frame(title, section, viewer, List.of(), List.of(), null);
  }

  /** With more style sheets. */
  Frame styled(String... names) {
    return new Frame(title, section, viewer, List.of(names), scripts, stream);
  }

  /** With more ES modules. */
  Frame scripted(String... names) {
    return new Frame(title, section, viewer, styles, List.of(names), stream);
  }

  /** Refreshed when something happens. */
  Frame live(String query) {
    return new Frame(title, section, viewer, styles, scripts, query);
  }

  /** A page of nobody in particular. */
  static Frame open(String title) {
    return new Frame(title, "", null, List.of(), List.of(), null);
  }

  /** Whether it is refreshed when something happens. */
  public boolean isLive() {
    return stream != null;
  }
}
