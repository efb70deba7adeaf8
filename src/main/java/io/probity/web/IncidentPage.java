package io.probity.web;

import io.probity.alert.IncidentDelivery;
import io.probity.health.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One incident.
 *
 * @param evidence what was seen when it opened
 * @param classes how many checks failed in it by class, the most frequent first
 * @param timeline newest first
 * @param deliveries newest first
 */
public record IncidentPage(
    IncidentItem item,
    List<Fact> evidence,
    List<Seen> classes,
    List<Entry> timeline,
    List<Told> deliveries) {
  /** A failure class and how many checks failed with it. */
  public record Seen(Cause cause, int checks) {}

  /** Something that happened. */
  public record Entry(Moment at, String words, String detail) {
    static Entry of(Incident.Entry entry, Instant now) {
      String detail = entry.detail() == null ? "" : entry.detail();
      return new Entry(Moment.of(entry.at(), now), words(entry.type()), detail);
    }

    private static String words(String type) {
      return switch (type) {
        case "class" -> "First failed with";
        case "" -> "";
        default -> type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
      };
    }
  }

  /**
   * What a channel was told.
   *
   * @param state {@code up}: it arrived; {@code down}: given up; {@code unknown}: on its way
   * @param result in words
   */
  public record Told(
      String event,
      Moment at,
      UUID channel,
      String channelName,
      String state,
      String result,
      @Nullable Moment doneAt) {
    static Told of(IncidentDelivery delivery, Instant now) {
      return new Told(
          delivery.event(),
          Moment.of(delivery.at(), now),
          delivery.channel(),
          delivery.channelName(),
          switch (delivery.state()) {
            case DELIVERED -> "up";
            case DEAD -> "down";
            case PENDING -> "unknown";
          },
          result(delivery),
          Moment.ofNullable(delivery.doneAt(), now));
    }

    private static String result(IncidentDelivery delivery) {
      String state =
          switch (delivery.state()) {
            case DELIVERED -> "delivered";
            case DEAD -> "given up";
            case PENDING -> "on its way";
          };
      Integer status = delivery.lastStatus();
      String error = delivery.lastError();
      String answer =
          error != null && !error.isEmpty()
              ? ": " + error
              : status != null ? ", answer " + status : "";
      String attempts = delivery.attempts() > 1 ? ", " + delivery.attempts() + " attempts" : "";
      return state + attempts + answer;
    }
  }
}
