package io.probity.api;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads once for all who ask for the same while it is being read: whoever comes during one read
 * gets the result of the next, which begins after they came. So nobody is shown anything older than
 * their question, and a crowd costs no more than one who asks again and again. Thread-safe; blocks.
 *
 * @param <K> what is asked for
 * @param <V> what is read, which all share: nobody may change it
 */
final class SharedReads<K, V> {
  private final Map<K, CompletableFuture<V>> running = new HashMap<>();
  private final Map<K, CompletableFuture<V>> next = new HashMap<>();

  /**
   * What {@code read} gives, by whichever thread.
   *
   * @throws RuntimeException what the read throws, for all who share it
   */
  V of(K key, Supplier<V> read) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> before;
    CompletableFuture<V> joined;
    synchronized (this) {
      joined = next.get(key);
      before = running.get(key);
      if (joined == null) {
        (before == null ? running : next).put(key, mine);
      }
    }
    if (joined != null) {
      return resultOf(joined);
    }
    if (before != null) {
      awaitEnd(key, before, mine);
    }
    return lead(key, mine, read);
  }

  private V lead(K key, CompletableFuture<V> mine, Supplier<V> read) {
    try {
      V value = read.get();
      mine.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      synchronized (this) {
        running.remove(key, mine);
      }
    }
  }

  /** From here on whoever comes is too late for this read, and gets the one after it. */
  private void awaitEnd(K key, CompletableFuture<V> before, CompletableFuture<V> mine) {
    before.handle(SharedReads::ended).join();
    synchronized (this) {
      next.remove(key, mine);
      running.put(key, mine);
    }
  }

  private static <V> Boolean ended(@Nullable V value, @Nullable Throwable failure) {
    return Boolean.TRUE;
  }

  private static <V> V resultOf(CompletableFuture<V> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
