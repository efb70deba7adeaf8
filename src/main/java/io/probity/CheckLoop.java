package io.probity;

import io.probity.check.EventLoop;
import io.probity.probe.http.ProbeLoop;
import java.time.Duration;

/** The loop of the prober as checks know it. Thread-safe. */
public record CheckLoop(ProbeLoop loop) implements EventLoop {
  @Override
  public void execute(Runnable work) {
    loop.execute(work);
  }

  @Override
  public void after(Duration delay, Runnable work) {
    loop.after(delay, work);
  }

  @Override
  public boolean inLoop() {
    return loop.eventLoop().inEventLoop();
  }
}
