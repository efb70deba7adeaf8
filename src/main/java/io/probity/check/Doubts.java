package io.probity.check;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a replay cannot know, counted by kind, so that it stays small however long the history. */
public final class Doubts {
  private final Map<Doubt, Entry> entries = new EnumMap<>(Doubt.class);

  /** Something that history does not tell. */
  public enum Doubt {
    RESULTS_NOT_KEPT("results-not-kept", "Results from before this are no longer kept."),
    RESULTS_DAMAGED("results-damaged", "Stored results are damaged and were left out."),
    EVENTS_NOT_KEPT(
        "events-not-kept",
        "Events from before this are no longer kept: what fired is told from incidents, by the "
            + "first failed and the first passed check, without degradations and flapping."),
    EDITED(
        "edited",
        "The endpoint was edited: by which configuration earlier checks were made and judged is "
            + "not known."),
    BEGAN_DOWN(
        "began-down",
        "It was down when the replay began; whether it would have been by these settings is not "
            + "known."),
    GAPS(
        "gaps",
        "There were no results for longer than two intervals; what checks would have found is not "
            + "known."),
    MONITOR_AT_FAULT(
        "monitor-at-fault",
        "Checks said nothing of the endpoint, since the monitor itself was at fault."),
    CONFIRMATIONS_NOT_MADE(
        "confirmations-not-made",
        "Confirming checks would have followed that were not made: it might have been decided "
            + "earlier, or otherwise."),
    CONFIRMATIONS_LEFT_OUT(
        "confirmations-left-out",
        "Confirming checks were made that would not have been; they were left out."),
    CONFIRMATIONS_AT_OTHER_TIMES(
        "confirmations-at-other-times",
        "Confirming checks were made after another pause than they would have been; they were "
            + "counted as they are."),
    ATTEMPTS_NOT_MADE(
        "attempts-not-made",
        "Checks failed that would have been attempted again; they were counted as failed."),
    ATTEMPTS_NOT_KEPT(
        "attempts-not-kept",
        "Of checks with several attempts only the last is known, which was counted."),
    ASSERTIONS_NOT_JUDGED(
        "assertions-not-judged",
        "Checks failed a latency assertion first, so that a later assertion may have failed "
            + "unnoticed; it was counted as passed.");

    private final String wireName;
    private final String why;

    Doubt(String wireName, String why) {
      this.wireName = wireName;
      this.why = why;
    }

    /** The name used in answers. */
    public String wireName() {
      return wireName;
    }

    /** One sentence for people. */
    public String why() {
      return why;
    }
  }

  /**
   * A doubt.
   *
   * @param at when it first arose
   * @param last when it last arose
   * @param count how often it arose
   */
  public record Entry(Doubt doubt, Instant at, Instant last, long count) {
    private Entry and(Instant another) {
      return new Entry(doubt, at, another, count + 1);
    }
  }

  void add(Doubt doubt, Instant at) {
    Entry before = entries.get(doubt);
    entries.put(doubt, before == null ? new Entry(doubt, at, at, 1) : before.and(at));
  }

  /** What has arisen, one entry of a kind. */
  List<Entry> entries() {
    return List.copyOf(entries.values());
  }
}
