package io.probity.check;

import io.probity.probe.http.ProbeLoop;
import java.time.Duration;

/** The probing loop as checks see it. */
record OnProbeLoop(ProbeLoop loop) implements EventLoop {
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
