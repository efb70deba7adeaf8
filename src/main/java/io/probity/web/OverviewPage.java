package io.probity.web;

import io.probity.history.Overview;
import io.probity.history.StateCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How all endpoints stand.
 *
 * @param origin scheme, host and port by which this installation was reached
 * @param notices what is wrong with the monitor itself
 * @param board what needs somebody; null: the list alone answers what was asked
 * @param next the link to the next page; null: this is the last
 * @param later whether pages precede this one
 */
public record OverviewPage(
    String origin,
    OverviewChoice choice,
    List<MonitorNotice> notices,
    Counts counts,
    @Nullable Board board,
    List<OverviewItem> items,
    @Nullable String next,
    boolean later) {
  /** Whether there is nothing to monitor yet. */
  public boolean isFirstUse() {
    return choice.isEmpty() && counts.total() == 0;
  }

  /**
   * What stands above the list.
   *
   * @param down those that went down last
   * @param degraded likewise
   * @param slowest the slowest first
   * @param expiring the soonest first
   */
  public record Board(
      List<OverviewItem> down,
      List<OverviewItem> degraded,
      List<OverviewItem> slowest,
      List<OverviewItem> expiring) {
    /** Whether nothing needs somebody at once. */
    public boolean isCalm() {
      return down.isEmpty() && degraded.isEmpty();
    }
  }

  /**
   * How many endpoints are in each state.
   *
   * @param failures the classes that endpoints are down or degraded with
   */
  public record Counts(int total, Map<String, Integer> states, List<Failing> failures) {
    static Counts of(List<StateCount> counts, OverviewChoice choice) {
      Map<String, Integer> states = new TreeMap<>();
      Map<String, Integer> failing = new TreeMap<>();
      if (!choice.failure().isEmpty()) {
        failing.put(choice.failure(), 0);
      }
      int total = 0;
      for (StateCount each : counts) {
        if (each.failure() != null) {
          failing.merge(each.failure(), each.endpoints(), Integer::sum);
        }
        if (choice.failure().isEmpty() || choice.failure().equals(each.failure())) {
          states.merge(each.state(), each.endpoints(), Integer::sum);
          total += each.endpoints();
        }
      }
      List<Failing> failures = new ArrayList<>();
      failing.forEach((cls, endpoints) -> failures.add(new Failing(cls, endpoints)));
      return new Counts(total, states, failures);
    }

    /** The number of all of them as it is shown. */
    public String all() {
      return Figures.count(total);
    }

    int in(String state) {
      return states.getOrDefault(state, 0);
    }
  }

  /** A failure class and how many endpoints it has hit. */
  public record Failing(String cls, int endpoints) {}

  /** A number to look closer at. */
  public record Tile(String state, int endpoints, String href, boolean chosen) {
    /** The number as it is shown. */
    public String shown() {
      return Figures.count(endpoints);
    }
  }

  /** One tile for each state that is worth one. */
  public List<Tile> tiles() {
    return Overview.STATES.stream()
        .map(
            state ->
                new Tile(
                    state,
                    counts.in(state),
                    choice.toState(state),
                    choice.states().equals(Set.of(state))))
        .toList();
  }

  /** Where all that are down are. */
  public String toDown() {
    return choice.inState("down").href();
  }

  /** Where all that are degraded are. */
  public String toDegraded() {
    return choice.inState("degraded").href();
  }
}
