package io.probity.history;

import io.probity.history.UptimeStore.Incident;
import java.time.Instant;
import java.util.List;

/** How an endpoint fared within a time that was read at once. Any thread; nothing blocks. */
public final class UptimePast {
  private final Span known;
  private final List<Period> periods;
  private final List<Incident> incidents;
  private final Instant silentFrom;

  UptimePast(Span known, List<Period> periods, List<Incident> incidents, Instant silentFrom) {
    this.known = known;
    this.periods = periods;
    this.incidents = incidents;
    this.silentFrom = silentFrom;
  }

  /**
   * As {@link Uptime#between}, as far as the time was read. A window that lies outside of it is
   * empty.
   */
  public UptimeReport between(Instant from, Instant to) {
    Instant start = Instants.later(from, known.from());
    Instant end = Instants.earlier(to, known.until());
    Span window = new Span(start, Instants.later(end, start));
    return UptimeReport.of(
        UptimeIntegral.of(periods, window, silentFrom),
        incidents.stream().filter(each -> each.within(window)).toList(),
        window);
  }
}
