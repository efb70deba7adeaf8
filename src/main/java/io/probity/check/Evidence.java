package io.probity.check;

import io.probity.net.Reach;
import io.probity.net.Reference;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for our own network and resolver, and what against: the last answers, and who has
 * failed since. Confined to the event loop.
 */
final class Evidence {
  /** Fewer that fail may well fail by themselves. */
  static final int ENOUGH = 3;

  private static final int REMEMBERED = 256;
  private static final long STALE_NANOS = Duration.ofMinutes(15).toNanos();

  private final Map<Reach, Long> answers = new EnumMap<>(Reach.class);
  private final Map<Reach, Map<String, Long>> silent = new EnumMap<>(Reach.class);
  private final Map<String, Long> unresolved = new Recent<>();
  private final Map<String, Reference> witnesses = new Recent<>();
  private @Nullable Long resolvedAt;

  /** The newest so many. */
  private static final class Recent<T> extends LinkedHashMap<String, T> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
      return size() > REMEMBERED;
    }
  }

  Evidence() {
    silent.put(Reach.NEAR, new Recent<>());
    silent.put(Reach.FAR, new Recent<>());
  }

  /** Something answered, so the way to it works, and to all that is nearer. */
  void answered(Reach reach, long nowNanos) {
    for (Reach nearer : silent.keySet()) {
      if (nearer.compareTo(reach) <= 0) {
        answers.put(nearer, nowNanos);
        failures(nearer).clear();
      }
    }
  }

  /** Whoever answered can be asked again, one of each network. */
  void remember(String network, Reference reference) {
    witnesses.put(network, reference);
  }

  /** Those who answered last, the newest first, but not of these networks. */
  List<Reference> witnesses(Set<String> without, int most) {
    List<Map.Entry<String, Reference>> known = List.copyOf(witnesses.entrySet());
    return Stream.iterate(known.size() - 1, i -> i >= 0, i -> i - 1)
        .map(known::get)
        .filter(each -> !without.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .limit(most)
        .toList();
  }

  /** A DNS server did its work. */
  void resolved(long nowNanos) {
    resolvedAt = nowNanos;
    unresolved.clear();
  }

  /**
   * Something did not answer.
   *
   * @param domain of the name that was not resolved, null: that is not what went wrong
   */
  void failed(Suspect suspect, @Nullable String domain, long nowNanos) {
    silent(suspect.where().reach(), suspect.where().network(), nowNanos);
    if (suspect.resolver() && domain != null) {
      unresolved.put(domain, nowNanos);
    }
  }

  /** Nothing answers in a network. */
  void silent(Reach reach, String network, long nowNanos) {
    if (reach != Reach.HERE) {
      failures(reach).put(network, nowNanos);
    }
  }

  /**
   * Whether an answer that came since shows that our network is not to blame. One from elsewhere
   * clears a resolver too, but not one that fails for many domains at once.
   */
  boolean clears(Suspect suspect, long nowNanos) {
    if (suspect.resolver()) {
      if (resolvedAt != null && resolvedAt - suspect.sinceNanos() > 0) {
        return true;
      }
      if (unresolved(nowNanos).size() >= ENOUGH) {
        return false;
      }
    }
    Long answer = answers.get(suspect.where().reach());
    return answer != null && answer - suspect.sinceNanos() > 0;
  }

  /** Whether something so far away answered not longer ago than this. */
  boolean answeredWithin(Reach reach, Duration time, long nowNanos) {
    Long answer = answers.get(reach);
    return answer != null && nowNanos - answer <= time.toNanos();
  }

  /** The networks in which something failed and nothing has answered since. */
  Set<String> silent(long nowNanos) {
    Set<String> all = new LinkedHashSet<>();
    silent.values().forEach(each -> all.addAll(fresh(each, nowNanos)));
    return all;
  }

  /** The domains that were not resolved since a DNS server last did its work. */
  Set<String> unresolved(long nowNanos) {
    return fresh(unresolved, nowNanos);
  }

  private static Set<String> fresh(Map<String, Long> failed, long nowNanos) {
    failed.values().removeIf(at -> nowNanos - at > STALE_NANOS);
    return failed.keySet();
  }

  private Map<String, Long> failures(Reach reach) {
    return silent.getOrDefault(reach, Map.of());
  }
}
