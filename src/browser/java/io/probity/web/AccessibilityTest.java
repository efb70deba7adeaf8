package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page of the gallery, held to WCAG 2.2 AA as far as axe can tell, light and dark. */
class AccessibilityTest {
  /** Answers what breaks the rules, and where. Passed elements are not listed: that takes long. */
  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
          resultTypes: ['violations'],
        });
        return found.violations.map(
            (rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`);
      }
      """;

  private static final int PHONE = 380;

  private static Chromium chromium;
  private static Chromium.Window desk;
  private static Chromium.Window phone;
  private static String gallery;

  @BeforeAll
  static void open() throws IOException {
    chromium = new Chromium();
    desk = chromium.open(1280, 900);
    desk.page().addInitScript(axe());
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
    assertThat(violations(desk.page())).isEmpty();
    assertThat(desk.requests()).isNotEmpty().allMatch(url -> url.startsWith(gallery));
  }

  @Test
  void noticesWhatBreaksARule() {
    desk.page().navigate(gallery + "incidents");
    desk.page().locator("h1").evaluate("(title) => { title.style.color = '#bbb'; }");
    desk.page().locator("main").evaluate("(main) => { main.append(new Image()); }");
    assertThat(violations(desk.page()))
        .hasSize(2)
        .anyMatch(each -> each.startsWith("color-contrast: <h1"))
        .anyMatch(each -> each.startsWith("image-alt: <img"));
  }

  @SuppressWarnings("unchecked")
  private static List<String> violations(Page page) {
    return (List<String>) page.evaluate(RUN);
  }

  private static String axe() throws IOException {
    try (InputStream script =
        Objects.requireNonNull(AxeBuilder.class.getResourceAsStream("/axe.min.js"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
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
