package io.probity.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.health.AlertPolicy.Occasion;
import io.probity.health.AlertPolicy.Telling;
import io.probity.health.HealthPolicy.Step;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Trigger;
import io.probity.probe.Verdict;
import io.probity.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories of one endpoint, by the policies alone. A failing one is named by
 * its seed and its steps: u, d, g, c, ? are verdicts (c: degraded by the certificate), M toggles
 * maintenance, E is an edit, P a pause with its end, R a restart.
 */
class HealthHistoriesTest {
  private static final int HISTORIES = 3_000;
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  /** A history, and what came of it. */
  private static final class Life {
    private final boolean restarts;
    private Endpoint endpoint;
    private Instant at = Samples.AT;
    private HealthState state = HealthState.NEW;
    private boolean maintenance;
    private int incidents;
    private final List<CheckSummary> newestFirst = new ArrayList<>();
    private final List<String> came = new ArrayList<>();
    private final Set<UUID> heardDown = new HashSet<>();
    private final Set<UUID> opened = new HashSet<>();
    private boolean heardDegraded;
    private boolean heardFlapping;

    Life(Random random, boolean restarts) {
      this.restarts = restarts;
      int down = 1 + random.nextInt(3);
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("url", "https://h.example/").put("interval", "60s");
      ObjectNode thresholds = json.putObject("thresholds");
      int up = 1 + random.nextInt(3);
      thresholds.put("down", down).put("up", up);
      if (random.nextBoolean()) {
        thresholds.put("of", Math.max(down, up) + random.nextInt(3));
      }
      Endpoint sample = Samples.endpoint(1, "GET");
      EndpointCodec codec = new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);
      endpoint = new Endpoint(1, sample.publicId(), 1, 1, at, at, codec.read(json, null));
    }

    void live(String steps) {
      for (char step : steps.toCharArray()) {
        boolean check = "MEPR".indexOf(step) < 0;
        at = at.plus(check ? INTERVAL : Duration.ofMillis(1));
        switch (step) {
          case 'M' -> maintenance = !maintenance;
          case 'E' -> edited();
          case 'P' -> paused();
          case 'R' -> restarted();
          default -> checked(step);
        }
        boolean down = state.observed() == ObservedState.DOWN;
        assertThat(opened.size()).as("open incidents").isLessThanOrEqualTo(down ? 1 : 0);
        assertThat(state.incidentId() == null).isEqualTo(opened.isEmpty());
        assertThat(heardFlapping).isEqualTo(state.told().flapping() != null);
        assertThat(heardDegraded).isEqualTo(state.told().degraded());
        assertThat(heardDown.size()).isLessThanOrEqualTo(1);
        if (!heardFlapping) {
          assertThat(heardDown).isEqualTo(opened);
        }
      }
    }

    private void edited() {
      endpoint =
          new Endpoint(
              1,
              endpoint.publicId(),
              1,
              endpoint.revision() + 1,
              endpoint.createdAt(),
              at,
              endpoint.spec());
      state = state.edited();
    }

    private void paused() {
      edited();
      Step step = HealthPolicy.stop(state, at, Resolution.PAUSED);
      note(step.transition(), AlertPolicy.stopped(state, step, at, Resolution.PAUSED));
      state = new HealthState(ObservedState.UNKNOWN, at, null, List.of());
    }

    private void restarted() {
      if (restarts) {
        Instant since = Recollection.since(endpoint, at);
        List<CheckSummary> stored =
            newestFirst.stream()
                .filter(each -> !each.at().isBefore(since))
                .limit(Recollection.atMost(endpoint))
                .toList();
        state = Recollection.of(state.withoutCounters(), endpoint, stored);
      }
    }

    private void checked(char letter) {
      Verdict verdict =
          switch (letter) {
            case 'u' -> Verdict.UP;
            case 'd' -> Verdict.DOWN;
            case 'g', 'c' -> Verdict.DEGRADED;
            default -> Verdict.UNKNOWN;
          };
      Failure failure =
          switch (letter) {
            case 'd' -> Failure.of(FailureClass.CONNECT_REFUSED, "");
            case 'g' -> Failure.of(FailureClass.ASSERTION_LATENCY, "");
            case 'c' -> Failure.of(FailureClass.ASSERTION_CERTIFICATE, "");
            default -> null;
          };
      newestFirst.add(0, check(verdict, failure));
      Step step =
          HealthPolicy.next(
              state,
              endpoint.spec().thresholds(),
              at,
              verdict,
              failure,
              () -> maintenance ? null : new UUID(0, ++incidents));
      Occasion now = new Occasion(at, verdict, failure, INTERVAL, maintenance);
      Telling telling = AlertPolicy.next(state.told(), step, now);
      Transition change = step.transition();
      if (change != null && state.since() != null) {
        assertThat(step.state().since()).isAfterOrEqualTo(state.since());
      }
      if (maintenance) {
        assertThat(telling.notices())
            .as("nothing begins in maintenance")
            .noneMatch(each -> each.change().to() == ObservedState.DOWN);
      }
      note(change, telling.notices());
      state = step.telling(telling.told()).state();
    }

    private CheckSummary check(Verdict verdict, @Nullable Failure failure) {
      return new CheckSummary(
          at,
          Trigger.SCHEDULE,
          verdict,
          failure,
          null,
          null,
          null,
          false,
          1,
          0,
          Samples.timings(1),
          0);
    }

    private void note(@Nullable Transition change, List<Notice> notices) {
      if (change != null) {
        UUID incident = change.incidentId();
        if (incident != null && change.resolution() != null) {
          assertThat(opened.remove(incident)).as("closes what is open").isTrue();
        } else if (incident != null) {
          assertThat(opened.add(incident)).as("opens once").isTrue();
        }
        came.add(at + " " + change);
      }
      for (Notice each : notices) {
        came.add(at + " told " + each);
        hear(each);
      }
    }

    private void hear(Notice notice) {
      if (notice.kind() == Notice.Kind.FLAPPING) {
        assertThat(heardFlapping).isFalse();
        heardFlapping = true;
        heardDegraded = false;
        return;
      }
      boolean settles = notice.kind() == Notice.Kind.SETTLED;
      heardFlapping &= !settles;
      Transition change = notice.change();
      UUID incident = change.incidentId();
      boolean degraded = change.to() == ObservedState.DEGRADED;
      if (incident == null) {
        assertThat(heardDegraded).as("begins and ends in turn").isEqualTo(!degraded);
        heardDegraded = degraded;
      } else if (change.resolution() != null) {
        assertThat(heardDown.remove(incident)).as("ends what was told").isTrue();
        Failure left = change.failure();
        heardDegraded =
            degraded && left != null && left.cls() != FailureClass.ASSERTION_CERTIFICATE;
      } else {
        assertThat(heardDown.add(incident) || settles).as("told once").isTrue();
        heardDegraded = false;
      }
    }
  }

  private static String steps(Random random) {
    String moods = "uuuu udud dddd gggg gcgc cccc dgdu uddu";
    StringBuilder steps = new StringBuilder();
    while (steps.length() < 150) {
      if (random.nextInt(12) == 0) {
        steps.append("MMEPR".charAt(random.nextInt(5)));
      }
      int mood = random.nextInt(8) * 5;
      for (int i = random.nextInt(8); i >= 0; i--) {
        steps.append(moods.charAt(mood + i % 4));
        if (random.nextInt(10) == 0) {
          steps.append("?u");
        }
        if (random.nextInt(10) == 0) {
          steps.append('R');
        }
      }
    }
    if (random.nextInt(2) == 0) {
      steps.insert(random.nextInt(steps.length()), "du".repeat(10 + random.nextInt(8)));
    }
    return steps.toString();
  }

  @Test
  void loseNoEndAndGoOnOverRestartsAsIfThereHadBeenNone() {
    int flapped = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      String steps = steps(new Random(seed));
      try {
        Life straight = new Life(new Random(seed), false);
        straight.live(steps);
        Life restarted = new Life(new Random(seed), true);
        restarted.live(steps);
        assertThat(restarted.came).isEqualTo(straight.came);
        flapped += straight.came.toString().contains("FLAPPING") ? 1 : 0;
        straight.live((straight.maintenance ? "M" : "") + "u".repeat(40));
        assertThat(straight.heardDown).isEmpty();
        assertThat(straight.heardFlapping || straight.heardDegraded).isFalse();
        assertThat(straight.opened).isEmpty();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", steps " + steps, e);
      }
    }
    assertThat(flapped).as("histories in which it flapped").isGreaterThan(HISTORIES / 30);
  }
}
