package io.probity.api;

import jakarta.ws.rs.NotFoundException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Identifiers in paths. */
final class PathIds {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private PathIds() {}

  /** The id a path names. What is no UUID names nothing: throws {@link NotFoundException}. */
  static UUID uuid(String segment) {
    if (!isUuid(segment)) {
      throw new NotFoundException();
    }
    return UUID.fromString(segment);
  }

  /** Whether a text is a UUID as it is always written. */
  static boolean isUuid(String text) {
    return UUID_TEXT.matcher(text).matches();
  }
}
