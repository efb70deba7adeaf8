package io.probity.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Debian's chromium, driven by Playwright. Not thread-safe. */
final class Chromium implements AutoCloseable {
  private static final List<String> WHERE =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    Path executable =
        Stream.concat(Stream.ofNullable(System.getenv("CHROMIUM")), WHERE.stream())
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("chromium is not installed"));
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  /** A window of its own, without anybody's cookies. */
  Window open(int width, int height) {
    return new Window(
        browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height)));
  }

  /** The same, where no script runs. */
  Window openWithoutScripts(int width, int height) {
    return new Window(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setJavaScriptEnabled(false)));
  }

  @Override
  public void close() {
    playwright.close();
  }

  /** One window, which takes down what goes wrong in it and where it sends requests. */
  static final class Window implements AutoCloseable {
    /** What a page that is left no longer waits for. */
    private static final String LEFT = "ERR_ABORTED";

    private final BrowserContext context;
    private final Page page;
    private final List<String> problems = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    private Window(BrowserContext context) {
      this.context = context;
      page = context.newPage();
      page.onPageError(problems::add);
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
              problems.add(message.text() + " at " + message.location());
            }
          });
      page.onRequest(request -> requests.add(request.url()));
      page.onRequestFailed(
          request -> {
            if (!request.failure().contains(LEFT)) {
              problems.add(request.failure() + " at " + request.url());
            }
          });
    }

    Page page() {
      return page;
    }

    /** Errors of scripts, of the policy, of what could not be loaded. */
    List<String> problems() {
      return problems;
    }

    /** Addresses. */
    List<String> requests() {
      return requests;
    }

    /** Begins to take down anew. */
    void forget() {
      problems.clear();
      requests.clear();
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
