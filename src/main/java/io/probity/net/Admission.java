package io.probity.net;

import java.util.List;
import java.util.Map;

/** What became of the wish to connect to a host. */
public sealed interface Admission {
  /**
   * The admitted addresses, in the order to try them; never empty.
   *
   * @param dnsMicros time the resolver took, -1 where no query was made (literal, hosts file,
   *     cache)
   */
  record Admitted(List<PinnedAddress> addresses, long dnsMicros) implements Admission {}

  /**
   * Every address was outside the egress policy.
   *
   * @param address the (first) refused address
   * @param detail one sentence that also says which setting would allow it
   */
  record Refused(String address, String detail, long dnsMicros) implements Admission {}

  /**
   * The name has no usable address.
   *
   * @param detail one sentence with name and resolver
   * @param evidence small, JSON-like values: {@code name}, {@code resolvers} (what each said),
   *     {@code aliases} that were followed; {@code unsent: true} if no query could leave this
   *     machine, so that the fault is ours
   */
  record Unresolved(DnsProblem problem, String detail, Map<String, Object> evidence, long dnsMicros)
      implements Admission {}
}
