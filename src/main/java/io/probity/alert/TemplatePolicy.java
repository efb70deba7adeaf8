package io.probity.alert;

import org.jspecify.annotations.Nullable;

/** Says which templates of messages cannot be taken. Thread-safe. */
@FunctionalInterface
public interface TemplatePolicy {
  /** The sentence of the refusal, with the line; null: the template compiles. */
  @Nullable String refusal(String template);
}
