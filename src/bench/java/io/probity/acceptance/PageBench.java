package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;

/**
 * How soon pages are there when there is much to show. What is stored takes its time to make, and
 * can be kept for another run. Where the {@code browser} profile is on too, chromium has its say.
 */
final class PageBench implements HarmBench.Scenario {
  private static final String BROWSER = "io.probity.web.PageSpeed";
  private static final int WARM_UP = 20;

  @Override
  public void run(Options options, Path data, Report report) throws Exception {
    int times = options.number("times", 30);
    int port = options.number("port", 18_580);
    Path kept = Path.of(options.text("data", data.toString())).toAbsolutePath();
    PageData stored =
        new PageData(
            kept,
            options.number("endpoints", 10_000),
            options.number("days", 30),
            options.number("interval", 300),
            port);
    options.refuseOthers();
    HttpServer target = target(port);
    try {
      stored.make();
      try (Program program = stored.program()) {
        long begun = System.nanoTime();
        program.start();
        report.row("endpoints, days, interval", stored.size());
        report.row("stored", stored.age(Instant.now()));
        report.row("start of the program", Duration.ofNanos(System.nanoTime() - begun));
        measure(program, times, report);
        browser(program, report);
      }
    } finally {
      target.stop(0);
    }
  }

  /** Answers 200, or 503 where the path ends so, on every address of the loopback interface. */
  private static HttpServer target(int port) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", port), 1024);
    server.setExecutor(
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "target");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            boolean isDown = exchange.getRequestURI().getPath().endsWith(PageData.DOWN);
            exchange.sendResponseHeaders(isDown ? 503 : 200, -1);
          }
        });
    server.start();
    return server;
  }

  private static void measure(Program program, int times, Report report) throws Exception {
    PageTimes pages = new PageTimes(program.address(), program.key());
    String id = endpoint(program);
    report.row("each: the first time", "then first byte p50 / whole p50 / p99; size, packed");
    for (Map.Entry<String, String> each : paths(id).entrySet()) {
      String path = each.getValue();
      PageTimes.Visit first = pages.get(path);
      List<PageTimes.Visit> warm = pages.get(path, WARM_UP, times);
      report.row(
          each.getKey(),
          "%.0f ms; %s / %s / %s ms; %,d B"
              .formatted(
                  first.totalMillis(),
                  quantile(warm, PageTimes.Visit::firstByteMillis, 0.5),
                  quantile(warm, PageTimes.Visit::totalMillis, 0.5),
                  quantile(warm, PageTimes.Visit::totalMillis, 0.99),
                  first.bytes()));
    }
  }

  private static String quantile(
      List<PageTimes.Visit> visits, ToDoubleFunction<PageTimes.Visit> figure, double part) {
    double[] sorted = visits.stream().mapToDouble(figure).sorted().toArray();
    return "%.1f".formatted(sorted[(int) Math.ceil(sorted.length * part) - 1]);
  }

  private static String endpoint(Program program) {
    JsonNode first = program.api().get("/endpoints?limit=3").get("items").get(2);
    return first.get("id").asText();
  }

  /** What they are called to what is asked for. */
  private static Map<String, String> paths(String id) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (String path : List.of("/", "/?q=service-17", "/?state=down", "/?label=team:t3")) {
      paths.put(path, path);
    }
    paths.put("/endpoints/{id}", "/endpoints/" + id);
    for (String chart : List.of("latency", "failures")) {
      for (int days : new int[] {1, 30, 90}) {
        paths.put("its %s of %d days".formatted(chart, days), chart(id, chart, days));
      }
    }
    String badge = "/badges/e3/";
    for (String path :
        List.of(
            "/incidents",
            "/status/" + PageData.SLUG,
            badge + "status.svg",
            badge + "uptime.svg?window=30d",
            badge + "latency.svg?window=30d")) {
      paths.put(path, path);
    }
    return paths;
  }

  private static String chart(String id, String what, int days) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return "/api/v1/endpoints/%s/%s?from=%s&to=%s"
        .formatted(id, what, now.minus(Duration.ofDays(days)), now);
  }

  /** In a process of its own, since it is only there with the other profile. */
  private static void browser(Program program, Report report) throws Exception {
    String file = BROWSER.replace('.', '/') + ".class";
    if (PageBench.class.getClassLoader().getResource(file) == null) {
      report.row("in a browser", "not measured, the profile `browser` is off");
      return;
    }
    Path rows = Files.createTempFile("probity-pages", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BROWSER,
                program.address().toString(),
                program.key(),
                "",
                "endpoints/" + endpoint(program))
            .redirectOutput(rows.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      report.fault("in a browser: a page is too large or too slow, or there was none");
    }
    for (String line : Files.readAllLines(rows)) {
      int colon = line.lastIndexOf(": ");
      report.row(line.substring(0, colon), line.substring(colon + 2));
    }
  }
}
