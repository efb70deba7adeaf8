package io.probity.probe.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that nobody uses now, by when they are needed again, to a tenth of a second or so.
 * Checks come round and round: whoever gave up the one unused for longest, for want of room, would
 * give up the one that is needed next, and in the end each of them just before its turn.
 * Loop-confined.
 */
final class IdleLinks {
  private static final long LEAST_GRACE = TimeUnit.SECONDS.toNanos(5);

  /** What is needed within the same 2^27 ns, some 134 ms, is in one list. */
  private static final int SHIFT = 27;

  private final long origin;
  private final TreeMap<Long, LinkList> byNeed = new TreeMap<>();
  private int size;

  /**
   * What is known of a connection while it is idle.
   *
   * @param slot the number of the list it is in
   * @param list that list
   * @param missedAt nanoseconds since {@link #origin}; nobody came back for it by then
   */
  record Stay(Shelf shelf, long slot, LinkList list, long missedAt) {}

  /**
   * None yet.
   *
   * @param now a reading of {@link System#nanoTime()}; later ones may overflow
   */
  IdleLinks(long now) {
    origin = now;
  }

  /**
   * Takes one in.
   *
   * @param now a reading of {@link System#nanoTime()}
   * @param interval nanoseconds until it is needed again
   */
  void add(Link link, Shelf shelf, long now, long interval) {
    remove(link);
    long neededAt = now - origin + interval;
    long slot = neededAt >> SHIFT;
    LinkList list = byNeed.computeIfAbsent(slot, first -> new LinkList());
    list.add(link);
    link.stay(new Stay(shelf, slot, list, neededAt + Math.max(LEAST_GRACE, interval)));
    size++;
  }

  /** Takes one out; the shelf it is on, null if it is not here. */
  @Nullable Shelf remove(Link link) {
    Stay stay = link.stay();
    if (stay == null) {
      return null;
    }
    link.stay(null);
    stay.list.remove(link);
    if (stay.list.isEmpty()) {
      byNeed.remove(stay.slot);
    }
    size--;
    return stay.shelf;
  }

  /**
   * The one that can be missed best, and there must be one: one that nobody came back for when it
   * was needed, or one of those that are needed last.
   */
  Link leastNeeded(long now) {
    Link first = Objects.requireNonNull(byNeed.firstEntry().getValue().first());
    boolean isMissed = now - origin - Objects.requireNonNull(first.stay()).missedAt >= 0;
    return isMissed ? first : Objects.requireNonNull(byNeed.lastEntry().getValue().last());
  }

  /** All of them, as they are now. */
  List<Link> all() {
    List<Link> links = new ArrayList<>(size);
    byNeed.values().forEach(list -> links.addAll(list.toList()));
    return links;
  }

  int size() {
    return size;
  }
}
