package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page of the gallery, held to WCAG 2.2 AA as far as axe can tell, light and dark. */
class AccessibilityTest {
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
  private static final int PHONE = 380;

  private static Chromium chromium;
  private static Chromium.Window desk;
  private static Chromium.Window phone;
  private static String gallery;

  @BeforeAll
  static void open() throws IOException {
    chromium = new Chromium();
    desk = chromium.open(1280, 900);
    phone = chromium.open(PHONE, 800);
    gallery = Gallery.serve();
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  static Stream<String> names() {
    return Gallery.pages(new Templates(new Assets())).keySet().stream();
  }

  static Stream<Arguments> pages() {
    return names()
        .flatMap(name -> Stream.of(Arguments.of(name, "light"), Arguments.of(name, "dark")));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pages")
  void breaksNoRule(String name, String theme) {
    desk.forget();
    desk.page().navigate(gallery + name + "?theme=" + theme);
    assertThat(axe(desk.page()).analyze().getViolations())
        .extracting(rule -> rule.getId() + ": " + rule.getNodes())
        .isEmpty();
    assertThat(desk.requests()).isNotEmpty().allMatch(url -> url.startsWith(gallery));
  }

  /** What legacy mode leaves out are frames of other sites, and a page has none. */
  private static AxeBuilder axe(Page page) {
    assertThat(page.frames()).hasSize(1);
    return new AxeBuilder(page).withTags(RULES).setLegacyMode(true);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void fitsOnAPhone(String name) {
    phone.page().navigate(gallery + name);
    assertThat(phone.page().evaluate("document.documentElement.scrollWidth"))
        .as("pixels to scroll sideways")
        .isEqualTo(PHONE);
  }
}
