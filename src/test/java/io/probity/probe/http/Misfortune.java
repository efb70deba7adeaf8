package io.probity.probe.http;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.testing.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A way to treat a prober. The budget is an attempt's; a hurried one runs out in its phase. */
record Misfortune(Specs specs, Duration budget, Set<FailureClass> classes, boolean fine) {
  /** A machine with much else to do may stand still for seconds. */
  private static final int SLACK_MICROS = 10_000_000;

  CompletionStage<Attempt> meet(VertxProber prober, long id, ConnectionMode mode) {
    return prober.attempt(endpoint(id), mode, budget);
  }

  private Endpoint endpoint(long id) {
    return new Endpoint(id, new UUID(0, id), 0, 1, Instant.EPOCH, Instant.EPOCH, specs.spec());
  }

  /** What is wrong with the attempt, null: nothing. */
  @Nullable String complaint(Attempt attempt) {
    String url = specs.spec().url() + " " + attempt.timings();
    if (attempt.timings().totalUs() > budget.toNanos() / 1_000 + SLACK_MICROS) {
      return url + " took too long";
    }
    FailureClass cls = attempt.failure() == null ? null : attempt.failure().cls();
    boolean expected = cls == null ? fine : classes.contains(cls) || stoodStill(attempt.failure());
    return expected ? null : url + " became " + attempt.failure();
  }

  /** Budgets of milliseconds and many at once: the loop may well be what was slow. */
  private static boolean stoodStill(Failure failure) {
    return failure.cls() == FailureClass.MONITOR_OVERLOADED
        && failure.evidence().containsKey("loopDelayMs");
  }
}
