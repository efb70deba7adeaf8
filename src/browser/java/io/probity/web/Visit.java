package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/**
 * Somebody in a window of their own. Whoever leaves must not have met a problem of the page, nor
 * have been sent to another site. Not thread-safe.
 */
final class Visit implements AutoCloseable {
  private static final int MOST_STOPS = 120;
  private static final String IS_SEEN =
      """
      () => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      }
      """;

  private final Chromium.Window window;
  private final String site;
  private String expected = "no status";

  /**
   * @param site the address, with a slash at its end
   */
  Visit(Chromium.Window window, String site) {
    this.window = window;
    this.site = site;
  }

  /** Takes a refusal as part of the journey: the browser reports each as a problem. */
  Visit expecting(int status) {
    expected = "status of " + status;
    return this;
  }

  Visit logIn(String key) {
    open("log-in");
    page().getByLabel("Key").fill(key);
    button("Log in").click();
    return this;
  }

  /**
   * Goes to a page.
   *
   * @param path without the slash before it
   */
  Visit open(String path) {
    page().navigate(site + path);
    return this;
  }

  Page page() {
    return window.page();
  }

  Locator button(String name) {
    return named(AriaRole.BUTTON, name);
  }

  Locator link(String name) {
    return named(AriaRole.LINK, name);
  }

  Locator field(String label) {
    return page().getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  Locator part(String selector) {
    return page().locator(selector);
  }

  /** Waits for a page's title. */
  Visit arrivesAt(String heading) {
    assertThat(
            page()
                .getByRole(
                    AriaRole.HEADING, new Page.GetByRoleOptions().setName(heading).setLevel(1)))
        .isVisible();
    return this;
  }

  /**
   * Presses Tab until something has the focus, and holds every stop to be seen.
   *
   * @throws AssertionError if it is not reached
   */
  void tabTo(Locator target) {
    for (int i = 0; i < MOST_STOPS; i++) {
      page().keyboard().press("Tab");
      assertThat((Boolean) page().evaluate(IS_SEEN)).as("the focus is seen").isTrue();
      if ((Boolean) target.evaluate("(each) => each === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + target);
  }

  /** Addresses asked for so far. */
  List<String> requests() {
    return window.requests();
  }

  private Locator named(AriaRole role, String name) {
    return page().getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  @Override
  public void close() {
    try (window) {
      assertThat(window.problems()).allMatch(problem -> problem.contains(expected));
      assertThat(window.requests()).isNotEmpty().allMatch(url -> url.startsWith(site));
    }
  }
}
