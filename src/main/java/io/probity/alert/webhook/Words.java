package io.probity.alert.webhook;

import io.probity.alert.EventType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

/** News in plain English. Pure. */
final class Words {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** What happened, in a few words without a full stop. */
  static String headline(News news) {
    String name = news.endpointName();
    return switch (news.type()) {
      case ENDPOINT_DOWN -> name + " is down";
      case ENDPOINT_UP -> name + end(news);
      case ENDPOINT_DEGRADED -> name + " is degraded";
      case ENDPOINT_FLAPPING -> name + " is flapping";
      case ENDPOINT_REMINDER -> name + " is still down";
      case ENDPOINT_DOWN_GROUP -> GroupWords.headline(news);
      case CERTIFICATE_EXPIRING -> "The certificate of " + name + " expires" + expiry(news, " on ");
      case CERTIFICATE_EXPIRED -> "The certificate of " + name + " expired" + expiry(news, " on ");
      case CERTIFICATE_CHANGED -> "The certificate of " + name + " was changed";
      case PROBER_IMPAIRED -> "The monitor is impaired and judges no endpoint";
      case PROBER_RECOVERED -> "The monitor works again";
      case CHANNEL_DEAD -> "The channel " + channel(news) + " gave up a message";
      case CHANNEL_TEST -> "Test of the channel " + channel(news);
    };
  }

  /** What is known about it, in a sentence or two; empty: nothing more. */
  static String detail(News news) {
    for (String pointer : new String[] {"/failure/detail", "/message", "/lastError"}) {
      String text = news.text(pointer);
      if (text != null) {
        return text;
      }
    }
    if (news.type() == EventType.ENDPOINT_DOWN_GROUP) {
      return String.join(", ", GroupWords.names(news));
    }
    if (!news.data().path("downSeconds").isNumber()) {
      return "";
    }
    String span = span(Duration.ofSeconds(news.data().path("downSeconds").asLong()));
    return news.type() == EventType.ENDPOINT_UP
        ? "It was down for " + span + "."
        : "It has been down for " + span + ".";
  }

  /** A duration such as "2 d 3 h 4 min" or "5 s". */
  static String span(Duration span) {
    StringJoiner words = new StringJoiner(" ");
    add(words, span.toDays(), "d");
    add(words, span.toHoursPart(), "h");
    add(words, span.toMinutesPart(), "min");
    if (words.length() == 0 || (span.toHours() == 0 && span.toSecondsPart() > 0)) {
      words.add(span.toSecondsPart() + " s");
    }
    return words.toString();
  }

  private static void add(StringJoiner words, long number, String unit) {
    if (number > 0) {
      words.add(number + " " + unit);
    }
  }

  private static String end(News news) {
    String reason = news.text("/reason");
    if (reason != null && !reason.equals("recovered")) {
      return " was " + reason + " while it was " + trouble(news);
    }
    return "degraded".equals(news.text("/state")) ? " is up again, but degraded" : " is up again";
  }

  private static String trouble(News news) {
    String before = String.valueOf(news.text("/previousState"));
    return before.equals("degraded") || before.equals("flapping") ? before : "down";
  }

  private static String expiry(News news, String before) {
    Instant at = news.instant("/certificate/notAfter");
    return at == null ? "" : before + MINUTE.format(at);
  }

  private static String channel(News news) {
    String name = news.text("/channel/name");
    return name == null ? "" : name;
  }
}
