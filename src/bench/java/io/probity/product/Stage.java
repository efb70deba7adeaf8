package io.probity.product;

import io.probity.db.Db;
import io.probity.product.Figures.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What scenarios have in common. Whatever was started on it ends with it. */
final class Stage implements AutoCloseable {
  private static final Duration WRITTEN = Duration.ofSeconds(15);

  private final Settings settings;
  private final Report report;
  private final Path directory;
  private final Targets targets;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private int sustained;
  private boolean isClosed;

  Stage(Settings settings, Report report) throws IOException {
    this.settings = settings;
    this.report = report;
    sustained = settings.sustained();
    directory = Files.createTempDirectory("probity-product");
    targets = Targets.start(directory);
  }

  Settings settings() {
    return settings;
  }

  Report report() {
    return report;
  }

  Targets targets() {
    return targets;
  }

  /** Takes note that so many endpoints at 1 s are not too many. */
  void sustains(int endpoints) {
    sustained = endpoints;
  }

  /** Endpoints at 1 s that are not too many, as a scenario before has found or as we were told. */
  int sustained() {
    return sustained;
  }

  /** A directory for anything, empty. */
  Path scratch() throws IOException {
    return Files.createTempDirectory(directory, "scratch");
  }

  /** Starts Probity on an empty data directory and waits until it is ready. */
  Product product() throws Exception {
    Product product = launch(scratch().resolve("data"));
    product.awaitReady();
    return product;
  }

  /** Starts Probity on our own JDK over a data directory. */
  Product launch(Path data) throws Exception {
    return launch(data, Path.of(System.getProperty("java.home")), settings.jvm());
  }

  /** Starts Probity over a data directory. */
  Product launch(Path data, Path java, List<String> jvm) throws Exception {
    return open(() -> Product.launch(data, targets, java, jvm));
  }

  /** Starts something and sees to it that it ends, also when we are interrupted. */
  synchronized <T extends AutoCloseable> T open(Callable<T> launch) throws Exception {
    if (isClosed) {
      throw new IllegalStateException("the benchmark has been stopped");
    }
    T launched = launch.call();
    open.push(launched);
    return launched;
  }

  /** Whether all is over, be it by an interrupt. */
  synchronized boolean isClosed() {
    return isClosed;
  }

  /** Measures a load that is registered and has been warmed up. */
  Figures measure(String name, Product product, Load load) throws Exception {
    List<Window> windows = new ArrayList<>();
    Instant from = Instant.now();
    Sample first = Sample.of(product, targets);
    Sample before = first;
    for (int i = 0; i < settings.windows(); i++) {
      Thread.sleep(settings.window().toMillis());
      Sample after = Sample.of(product, targets);
      windows.add(Window.between(before, after));
      before = after;
    }
    long intervals = Duration.between(from, Instant.now()).dividedBy(load.interval());
    Instant to =
        intervals == 0 ? Instant.now() : from.plus(load.interval().multipliedBy(intervals));
    long planned = intervals * load.endpoints();
    return new Figures(
        name,
        load,
        windows,
        stored(product.database(), from, to, planned),
        planned,
        before.skipped() - first.skipped(),
        product.jvm().memory(),
        product.postgres().memory());
  }

  /** Results are written a little after the checks. */
  private static Stored stored(Db db, Instant from, Instant to, long planned)
      throws InterruptedException {
    long end = System.nanoTime() + WRITTEN.toNanos();
    Stored stored = Stored.of(db, from, to);
    while (stored.results() != planned && System.nanoTime() < end) {
      Thread.sleep(1000);
      stored = Stored.of(db, from, to);
    }
    return stored;
  }

  /** Ends what is open, the newest first, and removes all files. */
  @Override
  public synchronized void close() throws Exception {
    if (isClosed) {
      return;
    }
    isClosed = true;
    while (!open.isEmpty()) {
      open.pop().close();
    }
    targets.close();
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
