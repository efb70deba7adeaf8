package io.probity.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws pages of the gallery for the README, light and dark, into {@code .github/screenshots}. Runs
 * only when it is named: {@code mvn test -Pbrowser -Dtest=Screenshots}.
 */
class Screenshots {
  private static final Path FOLDER = Path.of(".github", "screenshots");
  private static final int WIDTH = 1280;
  private static final long LARGEST = 120_000;

  /** The gallery has no stream: what says so on the page would be wrong about the program. */
  private static final String STREAM =
      """
      window.EventSource = class {
        constructor() { setTimeout(() => this.onopen(), 0); }
        addEventListener() {}
        close() {}
      };
      """;

  /** What the API answers to the form that is tried. */
  private static final String TRIED =
      """
      {
        "verdict": "down", "status": 503, "httpVersion": "HTTP/2", "address": "203.0.113.7",
        "bytes": 312, "certificate": null,
        "timings": {"totalMs": 93.4},
        "failure": {
          "class": "status.5xx",
          "detail": "expected 2xx or 3xx, got 503",
          "evidence": {"status": 503, "retryAfter": "30"}
        },
        "assertions": [
          {
            "source": "status", "subject": null, "severity": "down", "expected": "2xx or 3xx",
            "passed": false, "actual": "503"
          },
          {
            "source": "header", "subject": "content-type", "severity": "down",
            "expected": "application/json", "passed": true, "actual": "application/json"
          }
        ],
        "attemptTrace": [
          {
            "at": "2026-11-22T11:19:59.000Z", "status": 503, "reused": false, "connectionAgeMs": 0,
            "failure": {"class": "status.5xx", "detail": "expected 2xx or 3xx, got 503"},
            "timings": {
              "dnsMs": 4.1, "connectMs": 11.6, "tlsMs": 24.3, "writeMs": 0.2, "firstByteMs": 51.9,
              "transferMs": 1.3, "totalMs": 93.4
            }
          },
          {
            "at": "2026-11-22T11:19:59.310Z", "status": 503, "reused": true, "connectionAgeMs": 310,
            "failure": {"class": "status.5xx", "detail": "expected 2xx or 3xx, got 503"},
            "timings": {
              "dnsMs": null, "connectMs": null, "tlsMs": null, "writeMs": 0.1, "firstByteMs": 47.2,
              "transferMs": 1.1, "totalMs": 48.4
            }
          }
        ]
      }
      """;

  private static Chromium chromium;
  private static String gallery;

  @BeforeAll
  static void open() throws IOException {
    chromium = new Chromium();
    gallery = Gallery.serve();
    Files.createDirectories(FOLDER);
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  @ParameterizedTest(name = "{0}, {2}")
  @CsvSource({
    "overview, 1240, light",
    "overview, 1240, dark",
    "endpoint-down, 800, light",
    "endpoint-down, 800, dark",
    "endpoint-new, 800, light",
    "endpoint-new, 800, dark",
    "channel, 800, light",
    "channel, 800, dark",
    "incident, 800, light",
    "incident, 800, dark",
    "status, 1000, light",
    "status, 1000, dark",
    "log-in, 480, light",
    "log-in, 480, dark",
  })
  void draws(String name, int height, String theme) throws IOException {
    Path file = FOLDER.resolve(name + "-" + theme + ".png");
    try (Chromium.Window window = chromium.open(WIDTH, height)) {
      Page page = window.page();
      page.clock().setFixedTime(Gallery.NOW.toString());
      page.addInitScript(STREAM);
      page.route("**/api/v1/**", Screenshots::answer);
      page.navigate(gallery + name + "?theme=" + theme);
      if (name.equals("endpoint-new")) {
        tryIt(page);
      }
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
    FewColours.reduce(file);
    assertThat(Files.size(file)).as("bytes of " + file).isLessThan(LARGEST);
  }

  private static void answer(Route route) {
    if (route.request().method().equals("POST")) {
      route.fulfill(new Route.FulfillOptions().setBody(TRIED));
    } else {
      route.fulfill(new Route.FulfillOptions().setBody("{\"series\": [], \"step\": \"5m\"}"));
    }
  }

  private static void tryIt(Page page) {
    page.getByLabel("URL", new Page.GetByLabelOptions().setExact(true))
        .fill("https://orders.example.com/health");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Try").setExact(true))
        .click();
    assertThat(page.locator("#tried")).isVisible();
  }
}
