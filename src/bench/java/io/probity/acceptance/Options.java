package io.probity.acceptance;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Arguments of the form {@code name=value}. */
public final class Options {
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> unused = new HashSet<>();

  public Options(Iterable<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(word + " is not name=value");
      }
      values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    unused.addAll(values.keySet());
  }

  public String text(String name, String otherwise) {
    unused.remove(name);
    return values.getOrDefault(name, otherwise);
  }

  public int number(String name, int otherwise) {
    return Integer.parseInt(text(name, String.valueOf(otherwise)));
  }

  public boolean flag(String name) {
    return Boolean.parseBoolean(text(name, "false"));
  }

  /** Given in seconds. */
  public Duration seconds(String name, int otherwise) {
    return Duration.ofSeconds(number(name, otherwise));
  }

  /** Refuses names that nobody asked for. */
  public void refuseOthers() {
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("no such option: " + unused);
    }
  }
}
