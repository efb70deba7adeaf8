package io.probity.alert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides for one channel what goes alone and what is collected. The first of a cause goes alone
 * and opens a window; what shares the cause is collected while the window is open. What is
 * collected of an endpoint never changes places with what follows: an outage that ends before it
 * was told is forgotten with its end, anything else sends what was collected ahead. Pure; for one
 * thread.
 */
final class GroupBook {
  /** An event that goes alone. */
  record Alone(long endpointId, UUID eventId) {}

  private final boolean groups;
  private final boolean hearsOfEnds;
  private final Set<GroupWindow> open;
  private final Map<Long, Standing> standings;
  private final List<Alone> alone = new ArrayList<>();
  private final Set<GroupWindow> opened = new LinkedHashSet<>();
  private final Set<Long> changed = new LinkedHashSet<>();

  /**
   * The book of a channel as it stands.
   *
   * @param groups whether it still groups, else all goes alone
   * @param hearsOfEnds whether it wants to hear that outages end
   * @param open the windows that are open
   * @param standings of the endpoints that notices will be about, those that have one
   */
  GroupBook(boolean groups, boolean hearsOfEnds, Set<GroupWindow> open, List<Standing> standings) {
    this.groups = groups;
    this.hearsOfEnds = hearsOfEnds;
    this.open = new LinkedHashSet<>(open);
    this.standings = new HashMap<>();
    standings.forEach(each -> this.standings.put(each.endpointId(), each));
  }

  /** Takes the next notice. */
  void take(GroupNotice notice) {
    Standing standing = standings.get(notice.endpointId());
    if (standing != null && standing.isCollected()) {
      if (notice.kind() == GroupNotice.Kind.UP && !standing.recovery()) {
        put(notice.endpointId(), null);
        return;
      }
      send(standing.endpointId(), standing.eventId());
      put(notice.endpointId(), standing.told());
    }
    switch (notice.kind()) {
      case DOWN -> join(notice, false, notice.causes());
      case UP -> end(notice, standing);
      case OTHER -> send(notice.endpointId(), notice.eventId());
    }
  }

  private void end(GroupNotice notice, @Nullable Standing standing) {
    if (!hearsOfEnds) {
      put(notice.endpointId(), null);
    } else if (standing != null && !standing.recovery()) {
      join(notice, true, standing.causes());
    } else {
      send(notice.endpointId(), notice.eventId());
      put(notice.endpointId(), null);
    }
  }

  private void join(GroupNotice notice, boolean recovery, List<String> causes) {
    String shared =
        causes.stream()
            .filter(cause -> groups && open.contains(new GroupWindow(recovery, cause)))
            .findFirst()
            .orElse(null);
    if (shared == null) {
      send(notice.endpointId(), notice.eventId());
      causes.stream()
          .filter(cause -> groups)
          .map(cause -> new GroupWindow(recovery, cause))
          .filter(open::add)
          .forEach(opened::add);
    }
    put(
        notice.endpointId(),
        new Standing(notice.endpointId(), notice.eventId(), recovery, causes, shared));
  }

  private void send(long endpointId, UUID eventId) {
    alone.add(new Alone(endpointId, eventId));
  }

  private void put(long endpointId, @Nullable Standing standing) {
    changed.add(endpointId);
    if (standing == null) {
      standings.remove(endpointId);
    } else {
      standings.put(endpointId, standing);
    }
  }

  /** What goes alone, in its order. */
  List<Alone> alone() {
    return alone;
  }

  /** The windows that were opened. */
  Set<GroupWindow> opened() {
    return opened;
  }

  /** The standings that are new or not what they were. */
  List<Standing> kept() {
    return changed.stream().map(standings::get).filter(each -> each != null).toList();
  }

  /** The endpoints of which nothing needs to be known any more. */
  List<Long> forgotten() {
    return changed.stream().filter(each -> !standings.containsKey(each)).toList();
  }
}
