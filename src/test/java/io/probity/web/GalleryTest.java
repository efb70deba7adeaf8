package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every page, whatever is on it. */
class GalleryTest {
  private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
  private static final Pattern LOADED = Pattern.compile("\\s(?:src|href|action)=\"([^\"]*)\"");
  private static final Pattern INLINE =
      Pattern.compile("<style|\\sstyle=|<script>|\\son[a-z]+=[\"']|javascript:");

  static Stream<Arguments> pages() {
    Map<String, String> pages = Gallery.pages(new Templates(new Assets()));
    return pages.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void putsOutNoMarkupOfOthers(String name, String html) {
    assertThat(html).doesNotContain("<img src=x").doesNotContain("'\"&amp;<");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void holdsNothingThatThePolicyForbids(String name, String html) {
    assertThat(INLINE.matcher(html).results().map(found -> found.group())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void loadsNothingFromElsewhere(String name, String html) {
    Matcher loaded = LOADED.matcher(html.replaceAll("<a [^>]*rel=\"noreferrer\"[^>]*>", ""));
    assertThat(loaded.results().map(found -> found.group(1)))
        .allMatch(url -> url.matches("(/(?!/)|#|\\?|data:image/).*") || url.isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void usesEachIdOnce(String name, String html) {
    assertThat(ID.matcher(html).results().map(found -> found.group(1))).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void hasOneHeadingOfTheFirstRank(String name, String html) {
    assertThat(Pattern.compile("<h1[ >]").matcher(html).results()).hasSize(1);
  }
}
