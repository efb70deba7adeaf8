package io.probity.net;

import io.netty.handler.codec.dns.DnsRecordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lookups behind a cache; who asks for what is already being asked waits for the same answer.
 * Addresses are kept for their TTL. That there are none is not believed twice: the next who asks
 * has it confirmed, by the next server. Confined to its event loop.
 */
final class DnsResolver {
  static final int MAX_ENTRIES = 65_536;

  private static final long SECOND = 1_000_000_000;
  private static final long MIN_TTL = 1;
  static final long MAX_TTL = 300;

  private record Key(String name, DnsRecordType type) {}

  /** The answer, and which server to begin with when it is asked for again. */
  private record Cached(DnsAnswer answer, long expiresNanos, int nextServer) {}

  private record InFlight(DnsLookup lookup, int server, List<Consumer<DnsAnswer>> waiting) {}

  private final DnsTransport transport;
  private final LongSupplier ticker;
  private final Map<Key, InFlight> inFlight = new HashMap<>();
  private final Map<Key, Cached> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Cached> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  /**
   * An empty cache.
   *
   * @param ticker nanoseconds, as {@link System#nanoTime()}
   */
  DnsResolver(DnsTransport transport, LongSupplier ticker) {
    this.transport = transport;
    this.ticker = ticker;
  }

  /**
   * Looks up the addresses of one family.
   *
   * @param name canonical and valid
   * @param ofMany the other family is asked for too; as long as that one's addresses are known, a
   *     problem with this one is not looked into again
   * @param then called once; before this returns if the cache has the answer
   * @return the lookup that is under way; null: the cache had the answer
   */
  @Nullable DnsLookup lookup(
      ResolvConf conf,
      String name,
      DnsRecordType type,
      boolean ofMany,
      long budgetNanos,
      Consumer<DnsAnswer> then) {
    Key key = new Key(name, type);
    Cached cached = cache.get(key);
    if (cached != null && (isFresh(cached) || (ofMany && isSettled(key, cached)))) {
      then.accept(cached.answer());
      return null;
    }
    InFlight running = inFlight.get(key);
    if (running == null) {
      int server = cached == null ? 0 : cached.nextServer();
      DnsLookup lookup =
          new DnsLookup(
              transport,
              conf.beginningWith(server),
              name,
              type,
              budgetNanos,
              answer -> arrived(key, answer));
      running = new InFlight(lookup, server, new ArrayList<>());
      inFlight.put(key, running);
      running.waiting().add(then);
      lookup.start();
    } else {
      running.waiting().add(then);
    }
    return running.lookup();
  }

  /** Whether addresses of a canonical name are known. */
  boolean knows(String name, List<DnsRecordType> types) {
    return holds(name, types) > 0;
  }

  /** For how many nanoseconds the addresses known of a canonical name hold; 0: none is known. */
  long holds(String name, List<DnsRecordType> types) {
    long shortest = Long.MAX_VALUE;
    for (DnsRecordType type : types) {
      Cached cached = cache.get(new Key(name, type));
      if (cached != null && cached.answer().problem() == null && isFresh(cached)) {
        shortest = Math.min(shortest, left(cached));
      }
    }
    return shortest == Long.MAX_VALUE ? 0 : shortest;
  }

  private boolean isFresh(Cached cached) {
    return left(cached) > 0;
  }

  private long left(Cached cached) {
    return cached.expiresNanos() - ticker.getAsLong();
  }

  private boolean isSettled(Key key, Cached cached) {
    return cached.answer().problem() != null && knows(key.name(), List.of(sibling(key.type())));
  }

  private static DnsRecordType sibling(DnsRecordType type) {
    return type.equals(DnsRecordType.A) ? DnsRecordType.AAAA : DnsRecordType.A;
  }

  private void arrived(Key key, DnsAnswer answer) {
    InFlight finished = inFlight.remove(key);
    if (finished == null) {
      return;
    }
    boolean found = answer.problem() == null;
    long ttl = found ? Math.max(MIN_TTL, Math.min(MAX_TTL, answer.ttl())) : 0;
    long expires = ticker.getAsLong() + ttl * SECOND;
    cache.put(
        key,
        new Cached(answer, expires, found ? 0 : finished.server() + finished.lookup().asked()));
    finished.waiting().forEach(waiting -> waiting.accept(answer));
  }
}
