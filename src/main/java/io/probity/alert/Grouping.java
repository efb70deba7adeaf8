package io.probity.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.DbUnavailable;
import io.probity.db.Tx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Decides for channels that group what goes alone and what goes together. Any number of replicas
 * may do so at the same time; each channel is held by one of them. Blocks.
 */
@Singleton
final class Grouping {
  private static final Logger LOG = Logger.getLogger(Grouping.class);
  private static final int BATCH = 2_000;

  private final Db db;
  private final ChannelStore channels;
  private final MeterRegistry meters;
  private final int batch;
  private final Set<Long> failing = new HashSet<>();

  @Inject
  Grouping(@Control Db db, ChannelStore channels, MeterRegistry meters) {
    this(db, channels, meters, BATCH);
  }

  /**
   * A part that decides on so many notices in one transaction.
   *
   * @param batch at least 1
   */
  Grouping(Db db, ChannelStore channels, MeterRegistry meters, int batch) {
    this.db = db;
    this.channels = channels;
    this.meters = meters;
    this.batch = batch;
  }

  /**
   * Decides on what has come and closes the windows that are over. A channel for which that fails
   * holds up no other.
   *
   * @throws io.probity.db.DbUnavailable if the database is away; nothing is lost
   */
  void tick(Instant now) {
    for (Long channelId : NoticeStore.busy(db, now)) {
      try {
        while (db.tx(tx -> decide(tx, channelId, now)) == batch) {}
        failing.remove(channelId);
      } catch (DbUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        meters.counter("probity.alert.grouping.failures").increment();
        if (failing.add(channelId)) {
          LOG.errorf(e, "What channel %d is to be told waits", channelId);
        }
      }
    }
  }

  /** Returns how many notices were taken. */
  private int decide(Tx tx, long channelId, Instant now) {
    Channel channel = channels.lock(tx, channelId).orElse(null);
    if (channel == null) {
      return 0;
    }
    List<GroupNotice> notices = NoticeStore.notices(tx, channelId, batch);
    Map<GroupWindow, Instant> windows = WindowStore.open(tx, channelId);
    if (!notices.isEmpty()) {
      take(tx, channel, notices, windows.keySet(), now);
    }
    if (notices.size() < batch) {
      windows.forEach(
          (window, closesAt) -> {
            if (!closesAt.isAfter(now)) {
              close(tx, channel, window, now);
            }
          });
    }
    return notices.size();
  }

  private static void take(
      Tx tx, Channel channel, List<GroupNotice> notices, Set<GroupWindow> open, Instant now) {
    Duration grouping = channel.spec().grouping();
    boolean hearsOfEnds = channel.spec().events().contains(EventType.ENDPOINT_UP);
    List<Long> endpoints = notices.stream().map(GroupNotice::endpointId).distinct().toList();
    GroupBook book =
        new GroupBook(
            grouping != null, hearsOfEnds, open, StandingStore.of(tx, channel.id(), endpoints));
    notices.forEach(book::take);
    NoticeStore.remove(tx, notices);
    StandingStore.remove(tx, channel.id(), book.forgotten());
    StandingStore.keep(tx, channel.id(), book.kept(), now);
    OutboxStore.addressAlone(tx, channel.id(), book.alone(), now);
    if (grouping != null) {
      WindowStore.keep(tx, channel.id(), book.opened(), now.plus(grouping));
    }
  }

  /** What was collected is told; the window stays open until it has collected nothing. */
  private static void close(Tx tx, Channel channel, GroupWindow window, Instant now) {
    List<StandingStore.Collected> collected = StandingStore.collected(tx, channel.id(), window);
    Duration grouping = channel.spec().grouping();
    if (collected.isEmpty() || grouping == null) {
      WindowStore.close(tx, channel.id(), window);
    } else {
      WindowStore.keep(tx, channel.id(), List.of(window), now.plus(grouping));
    }
    // One whose earlier message is still under way must not overtake it.
    List<StandingStore.Collected> alone = new ArrayList<>();
    List<StandingStore.Collected> together = new ArrayList<>();
    collected.forEach(each -> (each.waits() ? alone : together).add(each));
    for (List<StandingStore.Collected> part : parts(channel.spec().format(), together)) {
      if (part.size() == 1) {
        alone.addAll(part);
      } else {
        tellTogether(tx, channel.id(), window, part, now);
      }
    }
    tellAlone(tx, channel.id(), alone, now);
  }

  /** Alerts are states, each of which has to be set: for them no member is only counted. */
  private static List<List<StandingStore.Collected>> parts(
      ChannelFormat format, List<StandingStore.Collected> collected) {
    boolean ofAlerts =
        format == ChannelFormat.ALERTMANAGER || format == ChannelFormat.ALERTMANAGER_WEBHOOK;
    int size = ofAlerts ? GroupEvents.MOST_MEMBERS : Math.max(1, collected.size());
    List<List<StandingStore.Collected>> parts = new ArrayList<>();
    for (int from = 0; from < collected.size(); from += size) {
      parts.add(collected.subList(from, Math.min(collected.size(), from + size)));
    }
    return parts;
  }

  private static void tellTogether(
      Tx tx,
      long channelId,
      GroupWindow window,
      List<StandingStore.Collected> members,
      Instant now) {
    List<GroupEvents.Stored> listed =
        OutboxStore.events(
            tx,
            members.stream()
                .limit(GroupEvents.MOST_MEMBERS)
                .map(StandingStore.Collected::eventId)
                .toList());
    Event group = GroupEvents.of(window, members.size(), listed, now);
    long delivery = OutboxStore.addressGroup(tx, channelId, group, now);
    StandingStore.told(tx, channelId, endpoints(members), delivery, now);
  }

  private static void tellAlone(
      Tx tx, long channelId, List<StandingStore.Collected> members, Instant now) {
    OutboxStore.addressAlone(
        tx,
        channelId,
        members.stream()
            .map(each -> new GroupBook.Alone(each.endpointId(), each.eventId()))
            .toList(),
        now);
    StandingStore.told(tx, channelId, endpoints(members), null, now);
  }

  private static List<Long> endpoints(List<StandingStore.Collected> members) {
    return members.stream().map(StandingStore.Collected::endpointId).toList();
  }

  /** Forgets all that was collected for a channel, and what it was told. */
  static void clear(Tx tx, long channelId) {
    NoticeStore.clear(tx, channelId);
    StandingStore.clear(tx, channelId);
    WindowStore.clear(tx, channelId);
  }

  /** Forgets what was told before an instant, and all about channels that are gone or disabled. */
  static void prune(Db db, Instant before) {
    StandingStore.prune(db, before);
    NoticeStore.deserted(db).forEach(each -> db.run(tx -> clear(tx, each)));
  }
}
