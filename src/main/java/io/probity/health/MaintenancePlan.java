package io.probity.health;

import io.probity.endpoint.Endpoint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All maintenance windows together. Remembers what it found; confined to one thread. */
public final class MaintenancePlan {
  private final List<Window> windows;

  /** A plan of these windows. */
  public MaintenancePlan(List<MaintenanceSpec> specs) {
    this.windows = specs.stream().map(Window::new).toList();
  }

  /** A window with the answer it gave last, which holds until the stretch ends. */
  private static final class Window {
    private final MaintenanceSpec spec;
    private Instant asked = Instant.MAX;
    private @Nullable Stretch answer;

    Window(MaintenanceSpec spec) {
      this.spec = spec;
    }

    @Nullable Stretch from(Instant at) {
      boolean holds = !at.isBefore(asked) && (answer == null || at.isBefore(answer.until()));
      if (!holds) {
        asked = at;
        answer = spec.times().from(at);
      }
      return answer;
    }
  }

  /**
   * The maintenance of an endpoint that covers an instant, or else the next one. Another one may
   * follow at its end.
   *
   * @return null: there is none to come
   */
  public @Nullable Stretch from(Endpoint endpoint, Instant at) {
    Stretch best = null;
    for (Window window : windows) {
      Stretch stretch = window.spec.isFor(endpoint) ? window.from(at) : null;
      if (stretch != null && (best == null || isBetter(stretch, best, at))) {
        best = stretch;
      }
    }
    return best;
  }

  private static boolean isBetter(Stretch one, Stretch other, Instant at) {
    if (one.covers(at) && other.covers(at)) {
      return one.until().isAfter(other.until());
    }
    return one.from().isBefore(other.from());
  }

  /**
   * The end of the maintenance that covers an instant, whichever windows it is made of; the instant
   * itself if none does.
   *
   * @param limit how far to look
   */
  public Instant end(Endpoint endpoint, Instant at, Instant limit) {
    Instant end = at;
    Stretch next = from(endpoint, end);
    while (next != null && next.covers(end) && end.isBefore(limit)) {
      end = next.until();
      next = from(endpoint, end);
    }
    return end;
  }
}
