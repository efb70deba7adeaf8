package io.probity.cluster;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A living replica.
 *
 * @param yielding whether it would rather have its work done by others; null: it is of a release
 *     that does not know of this
 */
record Member(UUID id, @Nullable Boolean yielding) {
  /**
   * The shards that one of the living members should hold. Those that would rather not hold none if
   * others can do their work. Where one does not know of yielding, it would leave alone what others
   * yield, and so nobody does.
   *
   * @return rounded up, so that all are held
   */
  static int share(UUID id, List<Member> living) {
    boolean allKnow = living.stream().allMatch(each -> each.yielding != null);
    List<Member> willing =
        living.stream().filter(each -> !Boolean.TRUE.equals(each.yielding)).toList();
    List<Member> workers = allKnow && !willing.isEmpty() ? willing : living;
    boolean works = workers.stream().anyMatch(each -> each.id.equals(id));
    return works ? (Ownership.SHARDS + workers.size() - 1) / workers.size() : 0;
  }
}
