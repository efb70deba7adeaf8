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
import org.jspecify.annotations.Nullable;

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
    Whereabouts literal = literal(endpoint);
    return literal != null
        ? literal
        : new Whereabouts(reference(endpoint).host(), Reach.NEAR, domain(endpoint));
  }

  private @Nullable Whereabouts literal(Endpoint endpoint) {
    return surroundings.locate(reference(endpoint).host());
  }

  /** The last two labels of the host: what fails for one name of a domain may fail for all. */
  static String domain(Endpoint endpoint) {
    String[] labels = reference(endpoint).host().split("\\.");
    int last = labels.length - 1;
    return last < 1 ? labels[0] : labels[last - 1] + "." + labels[last];
  }

  static Reference reference(Endpoint endpoint) {
    URI url = endpoint.spec().url();
    return new Reference(TargetUrl.bareHost(url), TargetUrl.port(url));
  }

  /**
   * Endpoints to dial where there are no references: those who answered last, and for want of them
   * any that are not known to be here.
   */
  List<Reference> witnesses(Evidence evidence, Stream<Endpoint> others, long nowNanos) {
    Set<String> silent = evidence.silent(nowNanos);
    Set<Reference> found = new LinkedHashSet<>(evidence.witnesses(silent, MOST_WITNESSES));
    Set<String> domains = new HashSet<>(silent);
    others
        .filter(each -> found.size() < MOST_WITNESSES)
        .filter(each -> isElsewhere(each) && domains.add(domain(each)))
        .limit(MOST_WITNESSES)
        .forEach(each -> found.add(reference(each)));
    return found.stream().limit(MOST_WITNESSES).toList();
  }

  private boolean isElsewhere(Endpoint endpoint) {
    Whereabouts literal = literal(endpoint);
    return literal == null
        || literal.reach() != Reach.HERE;
  }
}
