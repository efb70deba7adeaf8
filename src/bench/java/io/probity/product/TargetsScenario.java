package io.probity.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Serves for others that are tried by hand, and says what the server spends meanwhile. */
final class TargetsScenario implements Scenario {
  static final String NAME = "targets";

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String GATUS =
      """
        - name: e%d
          url: "%s"
          interval: 10s
          client: { dns-resolver: "udp://%s" }
          conditions: ["[STATUS] < 400"]
      """;

  @Override
  public void run(Stage stage) throws Exception {
    Targets targets = stage.targets();
    Path home = stage.scratch();
    write(targets, home, stage.settings().endpoints(1000));
    System.out.printf(
        "%s and so on, by %s%nroot: %s, hosts and gatus.yaml: %s%n",
        targets.url(0), targets.server(), targets.root(), home);
    for (Duration held = Duration.ZERO;
        held.compareTo(stage.settings().hold()) < 0;
        held = held.plus(MINUTE)) {
      Duration before = targets.processes().cpu();
      Thread.sleep(MINUTE.toMillis());
      Duration spent = targets.processes().cpu().minus(before);
      System.out.printf("CPU of the server in this minute: %,d ms%n", spent.toMillis());
    }
  }

  private static void write(Targets targets, Path home, int endpoints) throws IOException {
    String gatus =
        IntStream.range(0, endpoints)
            .mapToObj(i -> GATUS.formatted(i, targets.url(i), targets.dns()))
            .collect(Collectors.joining());
    Files.writeString(home.resolve("gatus.yaml"), "endpoints:\n" + gatus);
    String hosts =
        IntStream.range(0, endpoints)
            .mapToObj(i -> Targets.address(i) + " " + Targets.name(i) + "\n")
            .collect(Collectors.joining());
    Files.writeString(home.resolve("hosts"), hosts);
  }
}
