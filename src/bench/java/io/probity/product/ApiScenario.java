package io.probity.product;

import io.probity.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading by the API as fast as it answers, while 1,000 endpoints are checked every 10 s. */
final class ApiScenario implements Scenario {
  static final String NAME = "api";

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+(\\S+)");
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern MEDIAN = Pattern.compile("50%\\s+(\\S+)");
  private static final Pattern HIGH = Pattern.compile("99%\\s+(\\S+)");

  @Override
  public void run(Stage stage) throws Exception {
    if (!Shell.has("wrk")) {
      stage.report().add(NAME, List.of("API: wrk is not installed."));
      return;
    }
    Load load = Load.pooled(stage.settings().endpoints(1000), Duration.ofSeconds(10));
    try (Product product = stage.product()) {
      product.register(load, 0, false);
      Thread.sleep(stage.settings().warm().toMillis());
      String id = product.api().get("/endpoints?limit=1").at("/items/0/id").asText();
      stage
          .report()
          .add(
              NAME,
              List.of(
                  "| API, 16 connections for 10 s | requests/s | p50 | p99 | CPU µs of JVM and PostgreSQL per request, checks included |",
                  "|---|---|---|---|---|"));
      for (String path :
          List.of(
              "/endpoints?limit=100",
              "/endpoints/%s/checks?limit=100",
              "/summary",
              "/endpoints/%s/latency")) {
        wrk(stage, product, path, path.formatted(id), "20s"); // for the compilers
        stage.report().add(NAME, List.of(wrk(stage, product, path, path.formatted(id), "10s")));
      }
    }
  }

  private static String wrk(Stage stage, Product product, String name, String path, String duration)
      throws Exception {
    Path output = stage.scratch().resolve("wrk.txt");
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c16",
            "-d" + duration,
            "--latency",
            "--timeout",
            "10s",
            "-H",
            "Authorization: Bearer " + Product.KEY,
            product.address().resolve("/api/v1" + path).toString());
    Duration before = product.jvm().cpu().plus(product.postgres().cpu());
    try (Child wrk = stage.open(() -> Child.start(output, command))) {
      wrk.await();
    }
    Duration spent = product.jvm().cpu().plus(product.postgres().cpu()).minus(before);
    String printed = Files.readString(output);
    if (printed.contains("Non-2xx") || printed.contains("Socket errors")) {
      throw new IOException(printed);
    }
    return "| `%s` | %,.0f | %s | %s | %,.0f |"
        .formatted(
            name.replace("%s", "{id}"),
            Double.parseDouble(found(RATE, printed)),
            found(MEDIAN, printed),
            found(HIGH, printed),
            spent.toNanos() / 1e3 / Double.parseDouble(found(REQUESTS, printed)));
  }

  private static String found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException(text);
    }
    return matcher.group(1);
  }
}
