package io.probity.tls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Remembers what was looked up until it expires or the clock is set back before it was, the least
 * recently used forgotten beyond a bound. Who asks for what is being looked up waits with those who
 * asked before. Loop-confined.
 */
final class ExpiringCache<V> {
  private final int maxEntries;
  private final Map<String, Entry<V>> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry<V>> eldest) {
          return size() > maxEntries;
        }
      };

  private record Entry<V>(CompletionStage<V> value, Instant from, Instant until) {}

  ExpiringCache(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /**
   * What is known, or else what is looked up now.
   *
   * @param expiry when a value that was looked up is to be forgotten
   */
  CompletionStage<V> get(
      String key, Instant now, Supplier<CompletionStage<V>> lookUp, Function<V, Instant> expiry) {
    Entry<V> known = entries.get(key);
    if (known != null && !now.isBefore(known.from()) && now.isBefore(known.until())) {
      return known.value();
    }
    CompletionStage<V> value = lookUp.get();
    entries.put(key, new Entry<>(value, now, Instant.MAX));
    value.whenComplete((found, bug) -> settle(key, value, bug == null ? expiry.apply(found) : now));
    return value;
  }

  int size() {
    return entries.size();
  }

  private void settle(String key, CompletionStage<V> value, Instant until) {
    entries.computeIfPresent(
        key,
        (same, entry) -> entry.value() == value ? new Entry<>(value, entry.from(), until) : entry);
  }
}
