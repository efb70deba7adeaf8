package io.probity.check;

import io.probity.endpoint.Endpoint;
import io.probity.endpoint.TargetUrl;
import io.probity.net.Reach;
import io.probity.net.Reference;
import io.probity.net.Surroundings;
import io.probity.net.Whereabouts;
import io.probity.probe.Check;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where endpoints are, as seen from this machine. Confined to the event loop. */
final class Bearings {
  private static final int MOST_WITNESSES = 8;

  private final Surroundings surroundings;

  Bearings(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Where the target of a check is: at the address that was tried, or that was tried last. A name
   * of which no address was ever seen is taken to be near, in a network of its own domain.
   */
  Whereabouts locate(Probed probed, Endpoint endpoint, Check check) {
    String address = check.deciding().address();
    Whereabouts known = probed.where;
    if (address != null && (known == null || !known.address().equals(address))) {
      known = surroundings.locate(address);
      probed.where = known;
    }
    return known != null ? known : unlocated(endpoint);
  }

  private Whereabouts unlocated(Endpoint endpoint) {
    Reference reference = reference(endpoint);
    Whereabouts literal = surroundings.locate(reference.host());
    return literal != null
        ? literal
        : new Whereabouts(reference.host(), Reach.NEAR, reference.domain());
  }

  static Reference reference(Endpoint endpoint) {
    URI url = endpoint.spec().url();
    return new Reference(TargetUrl.bareHost(url), TargetUrl.port(url));
  }

  /**
   * Endpoints to dial where there are no references: those who answered last, and for want of them
   * any that are not known to be here. Where all that is known is silent, that is asked again: a
   * replica that has left its endpoints to others hears nothing of the network but by this.
   */
  List<Reference> witnesses(Evidence evidence, Stream<Endpoint> others, long nowNanos) {
    Set<String> silent = evidence.silent(nowNanos);
    Set<Reference> found = new LinkedHashSet<>(evidence.witnesses(silent, MOST_WITNESSES));
    Set<String> networks = new HashSet<>(silent);
    others
        .filter(each -> found.size() < MOST_WITNESSES)
        .filter(each -> isElsewhere(unlocated(each)) && networks.add(unlocated(each).network()))
        .limit(MOST_WITNESSES)
        .forEach(each -> found.add(reference(each)));
    if (found.isEmpty()) {
      found.addAll(evidence.witnesses(Set.of(), MOST_WITNESSES));
    }
    return found.stream().limit(MOST_WITNESSES).toList();
  }

  private static boolean isElsewhere(Whereabouts where) {
    return where.reach() != Reach.HERE;
  }
}
