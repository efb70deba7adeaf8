package io.probity.alert;

import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.secret.Sealer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends what the outbox holds: at least once, in order per channel and endpoint. Any number of
 * replicas may do so at the same time.
 *
 * <p>A tick blocks on the database only; sending goes on between ticks. What was claimed and not
 * settled, because the process died, is claimed again after a minute.
 */
@Singleton
public final class Deliveries {
  /** A sending that took longer counts as failed, whatever the adapter does. */
  private static final long LONGEST_SENDING_SECONDS = 30;

  /** How many messages may be on their way at once, in all and to one channel. */
  record Slots(int inAll, int perChannel) {}

  private final Db db;
  private final Sealer sealer;
  private final AlertChannel channel;
  private final Doorbell bell;
  private final SendingLog log;
  private final DeadChannels dead;
  private final Slots slots;
  private final Map<Long, Receiver> receivers = new HashMap<>();
  private final Queue<Settled> arrived = new ConcurrentLinkedQueue<>();
  private final List<Settled> unsaved = new ArrayList<>();
  private int inFlight;

  @Inject
  Deliveries(
      @Control Db db,
      Sealer sealer,
      AlertChannel channel,
      Doorbell bell,
      SendingLog log,
      DeadChannels dead) {
    this(db, sealer, channel, bell, log, dead, new Slots(256, 16));
  }

  Deliveries(
      Db db,
      Sealer sealer,
      AlertChannel channel,
      Doorbell bell,
      SendingLog log,
      DeadChannels dead,
      Slots slots) {
    this.db = db;
    this.sealer = sealer;
    this.channel = channel;
    this.bell = bell;
    this.log = log;
    this.dead = dead;
    this.slots = slots;
  }

  /**
   * Stores what became of earlier sendings, then claims what is due and starts sending it.
   *
   * @throws io.probity.db.DbException if the database is away or refuses; nothing is lost, the next
   *     tick goes on from there
   */
  public synchronized void tick(Instant now) {
    settle(now);
    claim(now).forEach(this::start);
  }

  /** Frees what a process that is dead had claimed; only where there can be no other. */
  void freeClaims(Instant now) {
    db.run(tx -> OutboxStore.freeClaims(tx, now));
  }

  /**
   * Stores what became of earlier sendings and claims nothing.
   *
   * @return how many messages are still on their way
   */
  synchronized int settle(Instant now) {
    for (Settled each = arrived.poll(); each != null; each = arrived.poll()) {
      unsaved.add(each);
    }
    if (!unsaved.isEmpty()) {
      unsaved.sort(Comparator.comparingLong(each -> each.claimed().id()));
      save(now);
      unsaved.forEach(each -> receiver(each.claimed().channelId()).finished());
      inFlight -= unsaved.size();
      unsaved.clear();
    }
    return inFlight;
  }

  private void save(Instant now) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Claimed> unsent = new ArrayList<>();
    Instant pause = now.plus(ReceiverBreaker.PAUSE);
    for (Settled each : unsaved) {
      Claimed claimed = each.claimed();
      if (each.result().isPresent()) {
        SendResult result = each.result().get();
        double random = ThreadLocalRandom.current().nextDouble();
        outcomes.add(
            new Outcome(
                claimed,
                result,
                DeliveryPolicy.after(claimed.attempt(), result, now, random),
                each.overAt(now)));
      } else {
        unsent.add(claimed);
        receiver(claimed.channelId()).pauseUntil(pause);
      }
    }
    List<Long> gone =
        outcomes.stream()
            .filter(Outcome::gone)
            .map(each -> each.claimed().channelId())
            .distinct()
            .toList();
    List<Outcome> stored =
        db.tx(
            tx -> {
              gone.forEach(id -> ChannelStore.disable(tx, id, now));
              List<Outcome> counted = OutboxStore.settle(tx, outcomes, now);
              dead.tell(tx, counted.stream().filter(Outcome::dead).toList(), now);
              OutboxStore.putBack(tx, unsent, pause);
              gone.forEach(id -> OutboxStore.abandon(tx, id, now));
              return counted;
            });
    outcomes.forEach(log::settled);
    stored.forEach(log::stored);
    log.heldBack(unsent);
  }

  private List<Claimed> claim(Instant now) {
    int free = slots.inAll() - inFlight;
    if (free <= 0) {
      return List.of();
    }
    Map<Long, Integer> busy = new HashMap<>();
    receivers.forEach(
        (id, receiver) -> {
          if (!receiver.idle(now)) {
            busy.put(id, receiver.free(slots.perChannel(), now));
          }
        });
    return db.statement(tx -> OutboxStore.claim(tx, now, busy, slots.perChannel(), free));
  }

  private void start(Claimed claimed) {
    Receiver receiver = receiver(claimed.channelId());
    receiver.started();
    inFlight++;
    Message message;
    try {
      message = claimed.message(sealer);
    } catch (IllegalStateException e) {
      arrived.add(Settled.now(claimed, Optional.of(new SendResult.Failed(e.getMessage() + "."))));
      return;
    }
    receiver
        .breaker()
        .send(() -> channel.send(message))
        .toCompletableFuture()
        .orTimeout(LONGEST_SENDING_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            thrown -> Optional.of(new SendResult.Failed("The sending did not come to an end.")))
        .thenAccept(
            result -> {
              arrived.add(Settled.now(claimed, result));
              bell.ring();
            });
  }

  private Receiver receiver(long channelId) {
    return receivers.computeIfAbsent(channelId, id -> new Receiver());
  }
}
