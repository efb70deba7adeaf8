package io.probity.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Tells of each damaged block once. Thread-safe. */
@Singleton
final class UnreadableBlocks {
  private static final Logger LOG = Logger.getLogger(UnreadableBlocks.class);
  private static final int REMEMBERED = 10_000;

  private final Counter counter;
  private final Set<Key> told =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  private record Key(long endpointId, Instant at, int part) {}

  UnreadableBlocks(MeterRegistry registry) {
    counter =
        Counter.builder("probity.history.unreadable.blocks")
            .description("Blocks of results found damaged, each counted once")
            .register(registry);
  }

  /** A reader came across a damaged block and leaves it out. */
  Unreadable found(Block block, CorruptBytes cause) {
    if (told.add(new Key(block.endpointId(), block.at(), block.part()))) {
      counter.increment();
      LOG.errorf(
          "%d results of endpoint %d from %s to %s cannot be read and are left out: their block %s",
          block.n(), block.endpointId(), block.at(), block.lastAt(), cause.getMessage());
    }
    return new Unreadable(block.at(), block.lastAt(), block.n());
  }
}
