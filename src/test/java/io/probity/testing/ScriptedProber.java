package io.probity.testing;

import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.Prober;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A prober that answers from a script, attempt by attempt; when it is empty, with 200. */
public final class ScriptedProber implements Prober {
  private final Queue<CompletableFuture<Attempt>> script = new ArrayDeque<>();
  private final List<ConnectionMode> modes = new ArrayList<>();

  /** The next attempts fail so. */
  public ScriptedProber fails(FailureClass... classes) {
    for (FailureClass cls : classes) {
      script.add(CompletableFuture.completedFuture(Samples.failed(cls)));
    }
    return this;
  }

  /** The next attempt is answered with this status. */
  public ScriptedProber answers(int status) {
    script.add(CompletableFuture.completedFuture(Samples.answered(status, Map.of())));
    return this;
  }

  /** The next attempt ends when the future does. */
  public ScriptedProber hangs(CompletableFuture<Attempt> until) {
    script.add(until);
    return this;
  }

  /** The modes of the attempts so far. */
  public List<ConnectionMode> modes() {
    return List.copyOf(modes);
  }

  @Override
  public CompletionStage<Attempt> attempt(Endpoint endpoint, ConnectionMode mode, Duration budget) {
    modes.add(mode);
    CompletableFuture<Attempt> next = script.poll();
    return next == null ? CompletableFuture.completedFuture(Samples.answered(200, Map.of())) : next;
  }

  @Override
  public void forget(long endpointId) {}
}
