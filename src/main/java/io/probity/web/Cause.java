package io.probity.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.probe.Explanation;
import io.probity.probe.FailureClass;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why something is down or degraded, in words.
 *
 * @param cls wire name of the failure class
 * @param words the class as a headline
 * @param detail one sentence with the values of this failure; may be empty
 */
public record Cause(String cls, String words, String detail) {
  static Cause of(String cls, String detail) {
    String words = FailureClass.ofWireName(cls).map(FailureWords::of).orElse(cls);
    return new Cause(cls, words, detail);
  }

  /** Of a failure in ProbeJson's form; null: there is none. */
  static @Nullable Cause of(@Nullable JsonNode failure) {
    return failure == null || !failure.path("class").isTextual()
        ? null
        : of(failure.path("class").asText(), failure.path("detail").asText());
  }

  /** What the class means in general; empty for one of a newer version. */
  public String explanation() {
    return known().map(Explanation::text).orElse("");
  }

  /** Whose matter it most likely is; empty for one of a newer version. */
  public String owner() {
    return known().map(each -> each.owner().words()).orElse("");
  }

  private Optional<Explanation> known() {
    return FailureClass.ofWireName(cls).map(Explanation::of);
  }
}
