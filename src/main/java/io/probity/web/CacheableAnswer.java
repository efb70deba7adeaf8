package io.probity.web;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An answer that browsers and proxies may keep for a while. Immutable.
 *
 * @param madeAt null: not told
 */
record CacheableAnswer(String type, byte[] content, EntityTag tag, @Nullable Instant madeAt) {

  static CacheableAnswer of(String type, String content, @Nullable Instant madeAt) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(sha256().digest(bytes), 0, 12);
    return new CacheableAnswer(type, bytes, new EntityTag(hash, true), madeAt);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Answers a request, without the content where whoever asks has it.
   *
   * @param caching the value of {@code Cache-Control}
   */
  Response.ResponseBuilder to(Request request, String caching) {
    Response.ResponseBuilder answer = request.evaluatePreconditions(tag);
    if (answer == null) {
      answer = Response.ok(content, type);
    }
    answer
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, caching)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return madeAt == null
        ? answer
        : answer.lastModified(Date.from(madeAt.truncatedTo(ChronoUnit.SECONDS)));
  }
}
