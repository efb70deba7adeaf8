package io.probity.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people were told of an endpoint, as far as it decides what they are told next. Immutable.
 *
 * @param degraded whether they heard of a degradation and not yet of its end
 * @param flapping while it flaps: the incident that they were told of last, whose end is held back;
 *     null: it does not flap
 * @param changes when its newest incidents opened and recovered, oldest first, as many as decide
 *     whether it flaps
 */
public record Told(boolean degraded, @Nullable UUID flapping, List<Instant> changes) {
  /** Nobody was told of anything. */
  public static final Told NOTHING = new Told(false, null, List.of());

  Told degraded(boolean told) {
    return new Told(told, flapping, changes);
  }

  Told flapping(@Nullable UUID incident) {
    return new Told(degraded, incident, changes);
  }

  Told changed(Instant at) {
    List<Instant> more = new ArrayList<>(changes);
    more.add(at);
    int from = Math.max(0, more.size() - AlertPolicy.CHANGES_THAT_BEGIN);
    return new Told(degraded, flapping, List.copyOf(more.subList(from, more.size())));
  }

  /** Without the changes before an instant. */
  public Told since(Instant from) {
    return new Told(
        degraded, flapping, changes.stream().filter(each -> !each.isBefore(from)).toList());
  }

  int changesWithin(Duration window, Instant now) {
    Instant from = now.minus(window);
    return (int) changes.stream().filter(each -> each.isAfter(from)).count();
  }
}
