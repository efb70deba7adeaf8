package io.probity.status;

import java.util.List;
import java.util.Map;

/** What is said to the public. Pure. */
public final class PublicWords {
  private static final String OTHER = "It was not available.";
  private static final Map<String, String> BY_PHASE =
      Map.of(
          "dns", "Its name could not be resolved.",
          "policy", "It could not be checked.",
          "connect", "It did not accept connections.",
          "tls", "Its certificate or encryption was not accepted.",
          "request", "It did not answer in time or in full.",
          "response", "It did not answer in time or in full.",
          "redirect", "It answered with an error.",
          "status", "It answered with an error.",
          "assertion", "Its answer was not as expected.",
          "monitor", "It could not be checked.");
  private static final Map<String, String> BY_STATE =
      Map.of(
          "up", "Up",
          "degraded", "Degraded",
          "down", "Down",
          "maintenance", "Maintenance",
          "paused", "Not monitored");

  private PublicWords() {}

  /** What was wrong, by the wire name of the phase it happened in. */
  static String trouble(String phase) {
    return BY_PHASE.getOrDefault(phase, OTHER);
  }

  /** The word for a state. */
  public static String state(String state) {
    return BY_STATE.getOrDefault(state, "Unknown");
  }

  /** How all stand together. */
  record Overall(String state, String sentence) {}

  /** How services in these states stand together; those that are not monitored do not count. */
  static Overall overall(List<String> states) {
    List<String> counted = states.stream().filter(each -> !each.equals("paused")).toList();
    if (counted.isEmpty()) {
      return new Overall("unknown", "Nothing is monitored here");
    }
    for (String bad : List.of("down", "degraded", "maintenance", "unknown")) {
      long count = counted.stream().filter(bad::equals).count();
      if (count > 0) {
        return new Overall(bad, sentence(bad, count, counted.size()));
      }
    }
    return new Overall("up", counted.size() == 1 ? "The service is up" : "All services are up");
  }

  private static String sentence(String state, long count, int of) {
    String what =
        switch (state) {
          case "maintenance" -> "under maintenance";
          case "unknown" -> "in an unknown state";
          default -> state;
        };
    if (count == of) {
      return of == 1 ? "The service is " + what : "All services are " + what;
    }
    return count + " of " + of + " services " + (count == 1 ? "is " : "are ") + what;
  }
}
