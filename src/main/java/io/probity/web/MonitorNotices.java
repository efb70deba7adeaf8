package io.probity.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.alert.FailingChannel;
import io.probity.alert.FailingChannelStore;
import io.probity.check.OpenImpairmentStore;
import io.probity.check.OpenImpairmentStore.Open;
import io.probity.db.Reach;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with the monitor itself, so that nobody trusts a page that cannot know. Blocks. */
@Singleton
final class MonitorNotices {
  private static final Duration DEAD_WITHIN = Duration.ofHours(24);
  private static final double CLOCK_OFFSET_SECONDS = 2;
  private static final double WAITING_SECONDS = 300;
  private static final int MAX_CHANNELS = 3;

  private final OpenImpairmentStore impairments;
  private final FailingChannelStore channels;
  private final MeterRegistry registry;

  MonitorNotices(
      OpenImpairmentStore impairments, FailingChannelStore channels, MeterRegistry registry) {
    this.impairments = impairments;
    this.channels = channels;
    this.registry = registry;
  }

  /** The worst first. */
  List<MonitorNotice> read(Reach reach, Instant now) {
    List<MonitorNotice> notices = new ArrayList<>();
    for (Open each : impairments.open()) {
      notices.add(
          new MonitorNotice(
              "down",
              "The monitor on " + each.host() + " cannot judge",
              sentence(each.reason()) + " What fails meanwhile counts as unknown.",
              Moment.of(each.since(), now),
              null,
              null));
    }
    clock(notices);
    backlog(notices);
    for (FailingChannel each : channels.since(now.minus(DEAD_WITHIN), reach, MAX_CHANNELS)) {
      notices.add(
          new MonitorNotice(
              "degraded",
              "Channel " + each.name() + " does not get its messages",
              each.dead() == 1
                  ? "One was given up within 24 hours."
                  : each.dead() + " were given up within 24 hours.",
              null,
              "/channels/" + each.channel(),
              "Open the channel"));
    }
    return notices;
  }

  private static String sentence(String reason) {
    return reason.endsWith(".") ? reason : reason + ".";
  }

  private void clock(List<MonitorNotice> notices) {
    double ahead = gauge("probity.database.clock.offset");
    if (Math.abs(ahead) > CLOCK_OFFSET_SECONDS) {
      notices.add(
          new MonitorNotice(
              "degraded",
              "Clocks disagree",
              String.format(
                  Locale.ROOT,
                  "The clock of the database is %.1f s %s that of the monitor. Let both follow NTP.",
                  Math.abs(ahead),
                  ahead > 0 ? "ahead of" : "behind"),
              null,
              null,
              null));
    }
  }

  private void backlog(List<MonitorNotice> notices) {
    double seconds = gauge("probity.outbox.oldest.due.age");
    if (seconds > WAITING_SECONDS) {
      notices.add(
          new MonitorNotice(
              "degraded",
              "Alerts wait",
              "The oldest has been due for "
                  + Moment.span(Duration.ofSeconds((long) seconds))
                  + ".",
              null,
              "/channels",
              "Open the channels"));
    }
  }

  /** What this replica measured last; NaN: it does not. */
  private double gauge(String name) {
    Gauge gauge = registry.find(name).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }
}
