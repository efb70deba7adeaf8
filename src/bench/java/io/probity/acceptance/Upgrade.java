package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.testing.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * Replaces replicas of an older release one after the other by this one, while both are worked with
 * over their APIs. Once the schema is the newer one an older replica is started again, as it would
 * be after a crash.
 */
final class Upgrade {
  private static final Pattern WRONG = Pattern.compile("(?m)^.*\\b(ERROR|FATAL)\\b.*$");
  private static final Duration WRITTEN = Duration.ofSeconds(20);
  private static final long GONE = 3_000;
  private static final long TOGETHER = 6_000;

  private final Path old;
  private final Path present;
  private final Report report;
  private final List<String> outputs = new ArrayList<>();
  private int worked;

  /** From a jar to another. */
  Upgrade(Path old, Path present, Report report) {
    this.old = old;
    this.present = present;
    this.report = report;
  }

  /** Lets all start as the older release. */
  void begin(Replicas replicas) {
    for (int i = 0; i < replicas.size(); i++) {
      replicas.release(i, old);
    }
  }

  Harm harm() {
    return new Harm("upgrade", Harms.ORDERLY, Harms.REPLICAS, this::inflict, 6);
  }

  private void inflict(Replicas replicas) throws Exception {
    work(replicas);
    replace(replicas, 0, present);
    restartOld(replicas);
    replace(replicas, 1, present);
    replace(replicas, 2, present);
    for (int i = 0; i < replicas.size(); i++) {
      outputs.add(replicas.get(i).output());
    }
    report.row("upgrade: rounds of reads and writes over the API of each replica", worked);
    outputs.stream()
        .flatMap(output -> WRONG.matcher(output).results())
        .forEach(line -> report.fault("upgrade: in a log: " + line.group()));
  }

  private void restartOld(Replicas replicas) throws Exception {
    try {
      replace(replicas, 1, old);
    } catch (TerminalFailureException ended) {
      report.fault("upgrade: the older release does not start any more: " + ended.getMessage());
    }
  }

  private void replace(Replicas replicas, int replica, Path jar) throws Exception {
    replicas.stop(replica);
    outputs.add(replicas.get(replica).output());
    Thread.sleep(GONE);
    replicas.release(replica, jar);
    replicas.get(replica).start();
    work(replicas);
    Thread.sleep(TOGETHER);
  }

  /** Each replica makes what the next one changes and the one after removes. */
  private void work(Replicas replicas) {
    for (int i = 0; i < replicas.size(); i++) {
      try {
        work(replicas, i);
        worked++;
      } catch (IllegalStateException | ConditionTimeoutException refused) {
        report.fault("upgrade: " + refused.getMessage());
      }
    }
  }

  private static void work(Replicas replicas, int first) {
    ApiClient maker = replicas.get(first).api();
    ApiClient changer = replicas.get((first + 1) % replicas.size()).api();
    ApiClient remover = replicas.get((first + 2) % replicas.size()).api();
    String self = replicas.get(first).address().resolve("/q/health/live").toString();
    JsonNode made = maker.post("/endpoints", Map.of("url", self, "interval", "60s"));
    String path = "/endpoints/" + made.get("id").asText();
    try {
      changer.post(path + "/checks", Map.of());
      changer.patch(path, Map.of("interval", "30s", "name", "worked on"));
      changer.post(path + "/pause", Map.of());
      remover.post(path + "/resume", Map.of());
      for (int reader = 0; reader < replicas.size(); reader++) {
        read(replicas.get(reader).api(), path);
      }
    } finally {
      remover.delete(path);
    }
  }

  private static void read(ApiClient api, String path) {
    if (!api.get(path).get("name").asText().equals("worked on")) {
      throw new IllegalStateException(path + " is not as it was changed");
    }
    Polling.until(WRITTEN, () -> !api.get(path + "/checks").get("items").isEmpty());
    api.get(path + "/explain");
    api.get("/endpoints?limit=50");
    api.get("/incidents?limit=50");
    api.get("/maintenance");
    JsonNode channel = api.get("/channels").get("items").get(0);
    api.get("/channels/" + channel.get("id").asText() + "/deliveries?limit=50");
  }
}
