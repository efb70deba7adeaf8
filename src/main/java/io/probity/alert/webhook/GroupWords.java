package io.probity.alert.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** News of several endpoints in plain English. Pure. */
final class GroupWords {
  private static final int MOST_NAMES = 10;
  private static final int LONGEST_NAME = 50;

  private GroupWords() {}

  /**
   * How many, and why. "More", since the first was told before.
   *
   * @param news an {@code endpoint.down.group}
   */
  static String headline(News news) {
    String cause = news.text("/cause/text");
    return (news.data().path("count").isNumber()
            ? news.data().path("count").asText() + " more "
            : "Several ")
        + what(news)
        + (cause == null ? "" : ": " + cause);
  }

  private static String what(News news) {
    if (!news.isRecovery()) {
      return "endpoints are down";
    }
    Set<String> reasons =
        news.members().stream()
            .map(each -> String.valueOf(each.text("/reason")))
            .collect(Collectors.toSet());
    if (reasons.size() != 1) {
      return "outages are over";
    }
    String reason = reasons.iterator().next();
    return reason.equals("recovered")
        ? "endpoints are up again"
        : "endpoints were " + reason + " while they were down";
  }

  /** The first names, each on its own, and at the end how many there are beside them. */
  static List<String> names(News news) {
    List<News> members = news.members();
    List<String> names = new ArrayList<>();
    members.stream().limit(MOST_NAMES).forEach(each -> names.add(cut(each.endpointName())));
    int others = Math.max(members.size(), news.data().path("count").asInt()) - names.size();
    if (!names.isEmpty() && others > 0) {
      names.add("and " + others + " more");
    }
    return names;
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
