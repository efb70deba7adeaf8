package io.probity.status;

import io.probity.db.DbException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values that are made at most so often, whoever asks for them. One thread makes a value while the
 * others take the one before; while the database is away the last one is kept. Thread-safe; it
 * forgets what was not asked for the longest.
 */
final class Kept<K, V> {
  private final Duration freshFor;
  private final InstantSource clock;
  private final Map<K, Entry> entries;

  Kept(Duration freshFor, int atMost, InstantSource clock) {
    this.freshFor = freshFor;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, Entry> eldest) {
            return size() > atMost;
          }
        };
  }

  /**
   * The value of a key, made anew if the last one is no longer fresh.
   *
   * @throws DbException if it cannot be made and never was
   */
  V get(K key, Supplier<V> make) {
    Entry entry;
    synchronized (entries) {
      entry = entries.computeIfAbsent(key, each -> new Entry());
    }
    return entry.get(make);
  }

  private final class Entry {
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable V value;
    private volatile Instant freshUntil = Instant.MIN;

    V get(Supplier<V> make) {
      V last = value;
      if (last != null && isFresh()) {
        return last;
      }
      if (last != null) {
        return making.tryLock() ? made(make) : last;
      }
      making.lock();
      return made(make);
    }

    private boolean isFresh() {
      return clock.instant().isBefore(freshUntil);
    }

    private V made(Supplier<V> make) {
      try {
        V last = value;
        if (last != null && isFresh()) {
          return last;
        }
        V next = last == null ? make.get() : orLast(make, last);
        value = next;
        freshUntil = clock.instant().plus(freshFor);
        return next;
      } finally {
        making.unlock();
      }
    }

    private V orLast(Supplier<V> make, V last) {
      try {
        return make.get();
      } catch (DbException e) {
        return last;
      }
    }
  }
}
