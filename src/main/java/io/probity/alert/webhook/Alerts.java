package io.probity.alert.webhook;

import io.probity.alert.EventType;
import io.probity.alert.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns messages into alerts. Events tell of changes, alerts are states: a message may end one
 * alert and begin another. Pure.
 */
final class Alerts {
  private final News news;
  private final Set<EventType> heard;
  private final List<Alert> alerts = new ArrayList<>();

  private Alerts(News news, Set<EventType> heard) {
    this.news = news;
    this.heard = heard;
  }

  /**
   * The alerts that begin, go on or end with a message: first what it is about, of a group one
   * member after the other. Never empty.
   */
  static List<Alert> of(Message message) {
    News news = News.of(message);
    List<News> each = news.type() == EventType.ENDPOINT_DOWN_GROUP ? news.members() : List.of();
    List<Alert> all = new ArrayList<>();
    for (News one : each.isEmpty() ? List.of(news) : each) {
      Alerts alerts = new Alerts(one, message.channel().events());
      alerts.add();
      all.addAll(alerts.alerts);
    }
    return all;
  }

  private void add() {
    switch (news.type()) {
      case ENDPOINT_DOWN -> {
        fire(AlertKind.ENDPOINT_DOWN);
        if (!"up".equals(news.text("/previousState"))) {
          alsoResolve(AlertKind.ENDPOINT_DEGRADED);
        }
        settle();
      }
      case ENDPOINT_REMINDER, ENDPOINT_DOWN_GROUP -> fire(AlertKind.ENDPOINT_DOWN);
      case ENDPOINT_UP -> recover();
      case CERTIFICATE_EXPIRED -> {
        fire(AlertKind.CERTIFICATE_EXPIRED);
        alsoResolve(AlertKind.CERTIFICATE_EXPIRING);
      }
      case CERTIFICATE_CHANGED -> {
        fire(AlertKind.CERTIFICATE_CHANGED);
        alsoResolve(AlertKind.CERTIFICATE_EXPIRING);
        alsoResolve(AlertKind.CERTIFICATE_EXPIRED);
      }
      case PROBER_RECOVERED -> resolve(AlertKind.MONITOR_IMPAIRED, news.at());
      default -> fire(AlertKind.raisedBy(news.type()));
    }
  }

  private void recover() {
    if (news.text("/incidentId") == null) {
      resolve(AlertKind.ENDPOINT_DEGRADED, news.at());
      return;
    }
    long down = Math.max(0, news.data().path("downSeconds").asLong());
    resolve(AlertKind.ENDPOINT_DOWN, news.since().minusSeconds(down));
    settle();
    boolean announcedApart = "assertion.certificate".equals(news.text("/failure/class"));
    if ("degraded".equals(news.text("/state"))
        && !announcedApart
        && heard.contains(EventType.ENDPOINT_DEGRADED)) {
      fire(AlertKind.ENDPOINT_DEGRADED);
    }
  }

  private void settle() {
    if ("flapping".equals(news.text("/previousState"))) {
      alsoResolve(AlertKind.ENDPOINT_FLAPPING);
    }
  }

  private void fire(AlertKind kind) {
    alerts.add(alert(kind, true, news.since(), news.at().plus(kind.lasts())));
  }

  private void resolve(AlertKind kind, Instant began) {
    alerts.add(alert(kind, false, began, news.at()));
  }

  /** Ends what may have begun, if the receiver hears of such beginnings at all. */
  private void alsoResolve(AlertKind kind) {
    if (heard.contains(kind.announcedBy())) {
      resolve(kind, news.at());
    }
  }

  private Alert alert(AlertKind kind, boolean firing, Instant startsAt, Instant endsAt) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("summary", Words.headline(news));
    annotations.put("description", Words.detail(news));
    for (String[] each : new String[][] {{"class", "/failure/class"}, {"url", "/endpoint/url"}}) {
      String text = news.text(each[1]);
      if (text != null) {
        annotations.put(each[0], text);
      }
    }
    return new Alert(
        firing, AlertLabels.of(kind, news.data()), annotations, startsAt, endsAt, news.link());
  }
}
