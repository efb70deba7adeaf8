package io.probity.api;

import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads query parameters and collects everything that is wrong with them. */
final class Query {
  private static final int LAST_YEAR = 9999;

  private final List<FieldError> errors = new ArrayList<>();

  /** An instant in RFC 3339; null if absent or wrong. */
  @Nullable Instant instant(String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      // A plus sign that was not escaped arrives as a space.
      OffsetDateTime at = OffsetDateTime.parse(text.replace(' ', '+'));
      if (at.getYear() >= 0 && at.getYear() <= LAST_YEAR) {
        return at.toInstant();
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a year out of range.
    }
    refuse(name, "Must be an instant as of RFC 3339, such as 2026-11-22T11:20:00Z.");
    return null;
  }

  /**
   * A value by its name; null if absent or wrong.
   *
   * @param expected what follows "Must be"
   */
  <T> @Nullable T named(
      String name, @Nullable String text, Function<String, @Nullable T> values, String expected) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    T value = values.apply(text);
    if (value == null) {
      refuse(name, "Must be " + expected + ".");
    }
    return value;
  }

  /** Refuses a span that ends before it begins. */
  void ordered(@Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null && to.isBefore(from)) {
      refuse("from", "Must not be after `to`.");
    }
  }

  /**
   * Whether a flag is set. What is neither {@code true} nor {@code false} is refused, since either
   * guess may be the harmful one; without a value ({@code ?dryRun}) it is set.
   */
  static boolean flag(String name, UriInfo uri) {
    List<String> values = uri.getQueryParameters().getOrDefault(name, List.of());
    if (values.stream().allMatch("false"::equals)) {
      return false;
    }
    if (values.stream()
        .allMatch(value -> value == null || value.isEmpty() || value.equals("true"))) {
      return true;
    }
    throw new InvalidInput(List.of(new FieldError("/" + name, "Must be true or false.")));
  }

  void refuse(String name, String detail) {
    refuse(new FieldError("/" + name.replace("~", "~0").replace("/", "~1"), detail));
  }

  void refuse(FieldError error) {
    errors.add(error);
  }

  /** Throws {@link InvalidInput} if anything was wrong. */
  void check() {
    if (!errors.isEmpty()) {
      throw new InvalidInput(errors);
    }
  }
}
