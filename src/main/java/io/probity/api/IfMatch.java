package io.probity.api;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a write (RFC 9110 section 13.1). Tags are strong and made of the revision,
 * so a weak one never matches.
 */
final class IfMatch {
  private static final Pattern TAG =
      Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7E]*)\"\\s*(?:,|$)");

  private final @Nullable List<String> match;
  private final @Nullable List<String> noneMatch;

  private IfMatch(@Nullable List<String> match, @Nullable List<String> noneMatch) {
    this.match = match;
    this.noneMatch = noneMatch;
  }

  /** The preconditions of a request; throws {@link Unparseable} if one cannot be read. */
  static IfMatch of(HttpHeaders headers) {
    return new IfMatch(
        tags(headers, HttpHeaders.IF_MATCH), tags(headers, HttpHeaders.IF_NONE_MATCH));
  }

  /** The tag of a revision. */
  static EntityTag tag(long revision) {
    return new EntityTag(Long.toString(revision));
  }

  /**
   * Throws {@link StaleRevision} if a precondition does not hold.
   *
   * @param revision what is stored now, null: nothing is
   */
  void check(@Nullable Long revision) {
    if (match != null && !matches(match, revision)) {
      throw new StaleRevision(
          revision == null
              ? "If-Match does not hold: there is nothing yet."
              : "If-Match does not hold: the current ETag is \"" + revision + "\".");
    }
    if (noneMatch != null && matches(noneMatch, revision)) {
      throw new StaleRevision("If-None-Match does not hold: it exists already.");
    }
  }

  private static boolean matches(List<String> tags, @Nullable Long revision) {
    return revision != null && (tags.contains("*") || tags.contains(revision.toString()));
  }

  private static @Nullable List<String> tags(HttpHeaders headers, String name) {
    List<String> values = headers.getRequestHeader(name);
    if (values == null || values.isEmpty()) {
      return null;
    }
    String all = String.join(",", values).strip();
    if (all.equals("*")) {
      return List.of("*");
    }
    List<String> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(all);
    int end = 0;
    while (end < all.length() && tag.find(end) && tag.start() == end) {
      if (tag.group(1) == null) {
        tags.add(tag.group(2));
      }
      end = tag.end();
    }
    if (end < all.length() || all.isEmpty()) {
      throw new Unparseable(name + " must be * or a list of quoted entity tags, such as \"3\".");
    }
    return tags;
  }
}
