package io.probity.probe;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a check says of its endpoint. Stored by number, never changed. */
public enum Verdict {
  UP(0),
  DEGRADED(1),
  DOWN(2),
  UNKNOWN(3);

  private final int number;
  private final String wireName;

  Verdict(int number) {
    this.number = number;
    this.wireName = name().toLowerCase(Locale.ROOT);
  }

  /** The number it is stored under. */
  public int number() {
    return number;
  }

  /** The name used in answers and webhooks. */
  public String wireName() {
    return wireName;
  }

  /** The verdict stored under a number; one of a newer version counts as unknown. */
  public static Verdict ofNumber(int number) {
    for (Verdict verdict : values()) {
      if (verdict.number == number) {
        return verdict;
      }
    }
    return UNKNOWN;
  }

  /** Decides a check from its attempts: the last one counts. */
  public static Verdict of(List<Attempt> attempts) {
    Attempt last = attempts.get(attempts.size() - 1);
    @Nullable Failure failure = last.failure();
    if (failure != null) {
      return failure.cls().ours() ? UNKNOWN : DOWN;
    }
    return last.degradation() == null ? UP : DEGRADED;
  }
}
