package io.probity.tls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of whether one certificate is revoked.
 *
 * @param revokedAt null unless revoked
 * @param reason why it was revoked (RFC 5280 §5.3.1), e.g. "key_compromise", or why the source is
 *     of no use, e.g. "timeout"; null: not said
 * @param until how long the source says so, null: it does not tell
 */
public record Standing(
    Source source,
    Status status,
    @Nullable Instant revokedAt,
    @Nullable String reason,
    @Nullable Instant until) {
  /** Who says it. */
  public enum Source {
    /** The OCSP response that the server stapled to its certificate. */
    STAPLE,
    /** The OCSP responder that the certificate names. */
    OCSP,
    /** The CRL that the certificate names. */
    CRL
  }

  /** What it says; only the first two mean anything. */
  public enum Status {
    GOOD,
    REVOKED,
    /** The responder does not know the certificate. */
    UNKNOWN,
    /** There is no such source. */
    ABSENT,
    /** There is none, although the certificate demands a staple. */
    MISSING,
    /** Not valid yet or any more. */
    STALE,
    /** About other certificates. */
    FOREIGN,
    /** Not signed by whom it should be. */
    UNTRUSTED,
    /** It cannot be read, or is of a kind that cannot be used. */
    UNUSABLE,
    /** It could not be had. */
    UNAVAILABLE
  }

  static Standing of(Source source, Status status) {
    return new Standing(source, status, null, null, null);
  }

  static Standing of(Source source, Status status, String reason) {
    return new Standing(source, status, null, reason, null);
  }

  /** What is known if the search had to be given up. */
  public static Standing cutOff() {
    return of(Source.OCSP, Status.UNAVAILABLE, "timeout");
  }

  /** Whether it settles the question. */
  public boolean isConclusive() {
    return status == Status.GOOD || status == Status.REVOKED;
  }

  /** As small JSON-like values. */
  public Map<String, Object> evidence() {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("source", source.name().toLowerCase(Locale.ROOT));
    evidence.put("status", status.name().toLowerCase(Locale.ROOT));
    if (revokedAt != null) {
      evidence.put("revokedAt", revokedAt.toString());
    }
    if (reason != null) {
      evidence.put("reason", reason);
    }
    return evidence;
  }
}
