package io.probity.status;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a status page shows: public words and nothing else.
 *
 * @param description null: there is none
 * @param state the worst that needs a word: up, degraded, down, maintenance or unknown
 * @param sentence how all services stand
 * @param groups by name, those without one last
 * @param omitted how many services there are beyond those in the groups
 * @param incidents open ones first, then the newest first
 * @param planned maintenance under way or to come, the next one first
 * @param at when this was so
 */
public record PublicPage(
    String title,
    @Nullable String description,
    String state,
    String sentence,
    List<Group> groups,
    int omitted,
    List<Trouble> incidents,
    List<Planned> planned,
    Instant at) {

  /**
   * Services that belong together.
   *
   * @param name null: those that belong to none
   */
  public record Group(@Nullable String name, List<Service> services) {}

  /**
   * One endpoint.
   *
   * @param state one of up, degraded, down, unknown, paused, maintenance
   * @param uptime of all days together, 0 to 1; null: nothing was observed
   * @param days oldest first
   */
  public record Service(String name, String state, @Nullable BigDecimal uptime, List<Day> days) {}

  /**
   * A day in UTC.
   *
   * @param state the worst of it: up, degraded, down, maintenance, or unknown where nothing is
   *     known
   */
  public record Day(LocalDate date, String state, Duration down) {}

  /**
   * A time during which a service was down.
   *
   * @param until null: it still is
   * @param words what was wrong, a sentence
   */
  public record Trouble(String service, Instant from, @Nullable Instant until, String words) {}

  /** A stretch of maintenance. */
  public record Planned(String name, Instant from, Instant until) {}
}
