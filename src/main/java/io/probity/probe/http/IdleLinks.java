package io.probity.probe.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that nobody uses now, by when they are needed again. Checks come round and round:
 * whoever gave up the one unused for longest, for want of room, would give up the one that is
 * needed next, and in the end each of them just before its turn. Loop-confined.
 */
final class IdleLinks {
  private static final long LEAST_GRACE = TimeUnit.SECONDS.toNanos(5);
  private static final Comparator<Place> BY_NEED =
      ((Comparator<Place>) (one, other) -> Long.signum(one.neededAt - other.neededAt))
          .thenComparingLong(Place::number);

  private final Map<Link, Place> places = new HashMap<>();
  private final TreeSet<Place> byNeed = new TreeSet<>(BY_NEED);
  private long numbers;

  /** Readings of {@link System#nanoTime()} may overflow, and are compared by their difference. */
  private record Place(Link link, Shelf shelf, long neededAt, long missedAt, long number) {}

  /**
   * Takes one in.
   *
   * @param now a reading of {@link System#nanoTime()}
   * @param interval nanoseconds until it is needed again
   */
  void add(Link link, Shelf shelf, long now, long interval) {
    remove(link);
    long neededAt = now + interval;
    long missedAt = neededAt + Math.max(LEAST_GRACE, interval);
    Place place = new Place(link, shelf, neededAt, missedAt, ++numbers);
    places.put(link, place);
    byNeed.add(place);
  }

  /** Takes one out; the shelf it is on, null if it is not here. */
  @Nullable Shelf remove(Link link) {
    Place place = places.remove(link);
    if (place == null) {
      return null;
    }
    byNeed.remove(place);
    return place.shelf;
  }

  /**
   * The one that can be missed best, and there must be one: one that nobody came back for when it
   * was needed, or the one that is needed last.
   */
  Link leastNeeded(long now) {
    Place first = byNeed.first();
    return now - first.missedAt >= 0 ? first.link : byNeed.last().link;
  }

  Collection<Link> all() {
    return places.keySet();
  }

  int size() {
    return places.size();
  }
}
