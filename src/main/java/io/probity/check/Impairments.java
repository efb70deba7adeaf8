package io.probity.check;

import io.probity.alert.Outbox;
import io.probity.alert.ProberEvents;
import io.probity.alert.ProberEvents.Member;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Announces the beginning and the end of each impairment once, in the transaction that remembers
 * it. While the database is away they wait, in order. What an earlier process left open, after a
 * crash or a restart, is taken over. Of two replicas on one machine the first speaks for both.
 *
 * <p>{@link #tick()} blocks and is called by one thread; the rest may be called by any.
 */
final class Impairments implements ImpairmentLog {
  private static final Logger LOG = Logger.getLogger(Impairments.class);
  private static final int LOOK_EACH = 5;

  /** For how long past impairments are remembered. */
  private static final Duration KEEP = Duration.ofDays(365);

  private final Db control;
  private final ProberStateStore store;
  private final ProberEvents events;
  private final Outbox outbox;
  private final Member member;
  private final InstantSource clock;
  private final Queue<Consumer<Tx>> waiting = new ConcurrentLinkedQueue<>();
  private volatile Consumer<Impairment> adopted = left -> {};
  private int ticks;
  private boolean away;

  Impairments(
      Db control,
      ProberStateStore store,
      ProberEvents events,
      Outbox outbox,
      Member member,
      InstantSource clock) {
    this.control = control;
    this.store = store;
    this.events = events;
    this.outbox = outbox;
    this.member = member;
    this.clock = clock;
  }

  /** Who hears, on the thread of the ticks, of impairments that were left open by others. */
  void onAdopted(Consumer<Impairment> listener) {
    adopted = listener;
  }

  @Override
  public void began(Impairment begun) {
    waiting.add(tx -> begin(tx, begun));
  }

  @Override
  public void ended(Instant at, long turnedUnknown) {
    waiting.add(tx -> end(tx, at, turnedUnknown));
  }

  private void begin(Tx tx, Impairment begun) {
    store.adopt(tx, member.id());
    if (store.open(tx, member.id(), member.host(), begun)) {
      outbox.publish(
          tx, events.impaired(member, begun.since(), begun.reason(), begun.tried(), begun.since()));
    }
  }

  private void end(Tx tx, Instant at, long turnedUnknown) {
    for (ProberStateStore.Row each : store.close(tx, member.id(), at, turnedUnknown)) {
      Member found = new Member(member.id(), each.host());
      outbox.publish(tx, events.recovered(found, each.impairment().since(), at, turnedUnknown, at));
    }
    store.prune(tx, clock.instant(), KEEP);
  }

  /** Writes what waits, and looks now and then what others left. */
  void tick() {
    try {
      while (!waiting.isEmpty()) {
        Consumer<Tx> work = waiting.element();
        control.run(work);
        outbox.wake();
        waiting.remove();
      }
      if (ticks++ % LOOK_EACH == 0) {
        List<ProberStateStore.Row> left = control.tx(tx -> store.adopt(tx, member.id()));
        left.forEach(each -> adopted.accept(each.impairment()));
      }
      away = false;
    } catch (DbUnavailable e) {
      if (!away) {
        away = true;
        LOG.debugf("What the monitor finds out about itself waits for the database: %s", e);
      }
    }
  }
}
