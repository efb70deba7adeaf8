package io.probity.check;

import io.probity.cluster.Ownership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Feels whether checks start when they are due and changes of health are written. */
final class LoopPulse implements ProbingPulse {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Checks start within milliseconds; beyond this they do not any more. */
  private static final Duration MOST_BEHIND = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final Schedule schedule;
  private final Recorder recorder;
  private final Ownership ownership;
  private final InstantSource clock;
  private final Duration patience;

  LoopPulse(
      EventLoop loop,
      Schedule schedule,
      Recorder recorder,
      Ownership ownership,
      InstantSource clock) {
    this(loop, schedule, recorder, ownership, clock, PATIENCE);
  }

  LoopPulse(
      EventLoop loop,
      Schedule schedule,
      Recorder recorder,
      Ownership ownership,
      InstantSource clock,
      Duration patience) {
    this.loop = loop;
    this.schedule = schedule;
    this.recorder = recorder;
    this.ownership = ownership;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public Optional<String> complaint() {
    if (ownership.shards().isEmpty()) {
      return Optional.of("This replica owns no endpoints.");
    }
    if (recorder.isStuck(clock.instant())) {
      return Optional.of("Changes of health are not written.");
    }
    CompletableFuture<Duration> behind = new CompletableFuture<>();
    loop.execute(() -> behind.complete(schedule.behind()));
    try {
      return behind.get(patience.toMillis(), TimeUnit.MILLISECONDS).compareTo(MOST_BEHIND) > 0
          ? Optional.of("Checks do not start when they are due.")
          : Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("The event loop of the checks does not answer.");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the schedule cannot be asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("This replica stops.");
    }
  }
}
