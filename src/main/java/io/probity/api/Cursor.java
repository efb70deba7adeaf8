package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The opaque text of a position in a list. It carries a digest of the query it belongs to, so that
 * a cursor of another query is refused rather than answered with rows that make no sense.
 */
final class Cursor {
  private static final int DIGEST = 6;

  private Cursor() {}

  static String encode(String position, String subject) {
    byte[] text = position.getBytes(UTF_8);
    byte[] all = ByteBuffer.allocate(DIGEST + text.length).put(digest(subject)).put(text).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** The position; throws {@link InvalidInput} if the cursor is not one of this query. */
  static String decode(String cursor, String subject) {
    byte[] all = bytes(cursor);
    if (all.length < DIGEST || !Arrays.equals(Arrays.copyOf(all, DIGEST), digest(subject))) {
      throw invalid();
    }
    return new String(all, DIGEST, all.length - DIGEST, UTF_8);
  }

  /** For a position that turns out to be unreadable. */
  static InvalidInput invalid() {
    return new InvalidInput(
        List.of(new FieldError("/cursor", "Is no cursor of this list with these filters.")));
  }

  private static byte[] bytes(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static byte[] digest(String subject) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(UTF_8));
      return Arrays.copyOf(hash, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
