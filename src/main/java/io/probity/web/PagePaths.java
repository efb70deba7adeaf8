package io.probity.web;

import jakarta.ws.rs.NotFoundException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifiers in paths and queries of pages. */
final class PagePaths {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private PagePaths() {}

  /** The id a path names; what is none names nothing: throws {@link NotFoundException}. */
  static UUID of(String segment) {
    UUID id = orNull(segment);
    if (id == null) {
      throw new NotFoundException();
    }
    return id;
  }

  /** The id a query names, null: none. */
  static @Nullable UUID orNull(@Nullable String text) {
    return text != null && UUID_TEXT.matcher(text).matches() ? UUID.fromString(text) : null;
  }

  /** The number a query names, or another. */
  static long number(@Nullable String text, long otherwise) {
    return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
  }
}
