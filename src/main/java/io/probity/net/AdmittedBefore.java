package io.probity.net;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that hosts had and the policy admitted, for as long as the answers they came from hold:
 * their TTL, and no change of the system's files. Most checks ask for what the one before was told.
 * Confined to its event loop.
 */
final class AdmittedBefore {
  static final int MAX_ENTRIES = DnsResolver.MAX_ENTRIES;

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(DnsResolver.MAX_TTL);

  private record Key(String host, Family family) {}

  private record Entry(List<InetAddress> addresses, int version, long expiresNanos) {}

  private final LongSupplier ticker;

  /** In the order in which they came, so that the eldest is among the first to expire. */
  private final Map<Key, Entry> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
          return size() > MAX_ENTRIES || isOver(eldest.getValue());
        }
      };

  /**
   * Nothing yet.
   *
   * @param ticker nanoseconds, as {@link System#nanoTime()}
   */
  AdmittedBefore(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /**
   * What was admitted.
   *
   * @param version of what the system says about names, now
   * @return null: ask
   */
  @Nullable List<InetAddress> find(String host, Family family, int version) {
    Key key = new Key(host, family);
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.version() != version || isOver(entry)) {
      entries.remove(key);
      return null;
    }
    return entry.addresses();
  }

  /**
   * Keeps what was admitted.
   *
   * @param version of what the system said about names when it was asked
   * @param holdsNanos how long the addresses hold; five minutes at most are believed
   */
  void put(String host, Family family, int version, List<InetAddress> addresses, long holdsNanos) {
    long expires = ticker.getAsLong() + Math.min(LONGEST_NANOS, holdsNanos);
    entries.put(new Key(host, family), new Entry(addresses, version, expires));
  }

  int size() {
    return entries.size();
  }

  private boolean isOver(Entry entry) {
    return entry.expiresNanos() - ticker.getAsLong() <= 0;
  }
}
