package io.probity.web;

import io.probity.history.LastDay;
import io.probity.history.OverviewRow;
import io.probity.history.OverviewRow.OpenIncident;
import io.probity.secret.MaskedUrl;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint in the overview.
 *
 * @param key null: it has none
 * @param url masked
 * @param cause null: neither down nor degraded
 * @param since null: nothing was observed yet
 * @param incident null: none is open
 * @param p95 of the last 24 hours
 * @param ending null: no certificate was seen
 * @param strip null: not asked for
 * @param lastCheck null: none is known, or not asked for
 */
public record OverviewItem(
    UUID id,
    String name,
    @Nullable String key,
    String url,
    String state,
    List<String> labels,
    boolean flapping,
    @Nullable Cause cause,
    @Nullable Moment since,
    @Nullable Handled incident,
    String p95,
    @Nullable Ending ending,
    @Nullable Strip strip,
    @Nullable Moment lastCheck) {
  private static final long SOON_DAYS = 7;

  /**
   * An open incident and who cares for it.
   *
   * @param acknowledgedBy null: nobody
   * @param mutedUntil null: it is not muted now
   */
  public record Handled(UUID id, @Nullable String acknowledgedBy, @Nullable Moment mutedUntil) {
    static @Nullable Handled of(@Nullable OpenIncident incident, Instant now) {
      return incident == null
          ? null
          : new Handled(
              incident.id(), incident.acknowledgedBy(), mutedUntil(incident.mutedUntil(), now));
    }

    /** What is over does not count. */
    static @Nullable Moment mutedUntil(@Nullable Instant until, Instant now) {
      return until != null && until.isAfter(now) ? Moment.of(until, now) : null;
    }
  }

  /**
   * The end of a certificate.
   *
   * @param words such as "12 days left"
   * @param state how bad that is
   */
  public record Ending(Moment at, String words, String state) {
    static @Nullable Ending of(@Nullable Instant at, Instant now) {
      if (at == null) {
        return null;
      }
      Duration left = Duration.between(now, at);
      String state = left.toDays() < SOON_DAYS ? "down" : "degraded";
      return new Ending(Moment.of(at, now), words(left), state);
    }

    private static String words(Duration left) {
      if (left.isNegative()) {
        return "expired";
      }
      long days = left.toDays();
      return days == 0
          ? Moment.span(left) + " left"
          : days == 1 ? "1 day left" : days + " days left";
    }
  }

  static OverviewItem of(
      OverviewRow row, @Nullable LastDay day, @Nullable Instant lastCheck, Instant now) {
    OverviewRow.Cause cause = row.cause();
    return new OverviewItem(
        row.endpoint().id(),
        row.endpoint().name(),
        row.endpoint().key(),
        MaskedUrl.of(URI.create(row.url())),
        row.endpoint().state(),
        row.labels(),
        row.flapping(),
        cause == null ? null : Cause.of(cause.cls(), cause.detail()),
        Moment.ofNullable(row.endpoint().since(), now),
        Handled.of(row.incident(), now),
        Figures.latency(row.p95Ms()),
        Ending.of(row.endpoint().certificateNotAfter(), now),
        day == null ? null : Strip.of(day),
        Moment.ofNullable(lastCheck, now));
  }
}
