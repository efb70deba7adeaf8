package io.probity.web;

import io.probity.status.PublicPage;
import io.probity.status.PublicWords;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A public status page as its template shows it.
 *
 * @param description null: there is none
 * @param state the class of the sentence
 * @param omitted services that are not listed
 * @param at when this was so
 */
public record StatusView(
    String title,
    @Nullable String description,
    String state,
    String sentence,
    List<Group> groups,
    int omitted,
    List<Trouble> open,
    List<Trouble> past,
    List<Planned> planned,
    Moment at) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /**
   * Services under a heading.
   *
   * @param name null: without a heading of their own
   */
  public record Group(@Nullable String name, List<Service> services) {}

  /**
   * One service.
   *
   * @param word what its state is called
   * @param uptime such as "99.95 %"; null: nothing was observed
   * @param worst the worst day in words; null: there was no downtime
   */
  public record Service(
      String name,
      String state,
      String word,
      @Nullable String uptime,
      @Nullable String worst,
      DayBars bars) {
    /** What the bars show, in words. */
    public String getSummary() {
      if (uptime == null) {
        return "Nothing was observed in 90 days";
      }
      return uptime + " up in 90 days" + (worst == null ? "; no downtime" : "; worst day " + worst);
    }
  }

  /**
   * An incident.
   *
   * @param lasted how long; null: it is open
   */
  public record Trouble(String service, String words, Moment from, @Nullable String lasted) {}

  /**
   * Maintenance.
   *
   * @param underWay whether it has begun
   */
  public record Planned(String name, boolean underWay, Moment from, Moment until, String lasts) {}

  static StatusView of(PublicPage page) {
    Instant now = page.at();
    return new StatusView(
        page.title(),
        page.description(),
        page.state(),
        page.sentence(),
        page.groups().stream().map(StatusView::group).toList(),
        page.omitted(),
        troubles(page, now, true),
        troubles(page, now, false),
        page.planned().stream().map(each -> planned(each, now)).toList(),
        Moment.of(now, now));
  }

  private static Group group(PublicPage.Group group) {
    return new Group(group.name(), group.services().stream().map(StatusView::service).toList());
  }

  private static Service service(PublicPage.Service service) {
    BigDecimal uptime = service.uptime();
    return new Service(
        service.name(),
        service.state(),
        PublicWords.state(service.state()),
        uptime == null ? null : percent(uptime),
        worst(service.days()),
        DayBars.of(service.days()));
  }

  /** Such as "99.95 %", rounded down so that it is 100 only without any downtime. */
  static String percent(BigDecimal ratio) {
    BigDecimal percent = ratio.movePointRight(2).setScale(2, RoundingMode.DOWN);
    return (percent.signum() == 0 ? "0" : percent.stripTrailingZeros().toPlainString()) + " %";
  }

  private static @Nullable String worst(List<PublicPage.Day> days) {
    return days.stream()
        .max(Comparator.comparing(PublicPage.Day::down))
        .filter(day -> !day.down().isZero())
        .map(day -> day(day.date()) + ": " + Moment.span(day.down()) + " down")
        .orElse(null);
  }

  private static String day(LocalDate date) {
    return DAY.format(date);
  }

  private static List<Trouble> troubles(PublicPage page, Instant now, boolean open) {
    List<Trouble> troubles = new ArrayList<>();
    for (PublicPage.Trouble each : page.incidents()) {
      Instant until = each.until();
      if (open == (until == null)) {
        troubles.add(
            new Trouble(
                each.service(),
                each.words(),
                Moment.of(each.from(), now),
                until == null ? null : Moment.span(Duration.between(each.from(), until))));
      }
    }
    return troubles;
  }

  private static Planned planned(PublicPage.Planned each, Instant now) {
    return new Planned(
        each.name(),
        !each.from().isAfter(now),
        Moment.of(each.from(), now),
        Moment.of(each.until(), now),
        Moment.span(Duration.between(each.from(), each.until())));
  }
}
