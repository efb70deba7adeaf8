package io.probity.probe;

import io.probity.endpoint.Assertion;
import io.probity.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The test on how long the leaf certificate stays valid, and its words. Pure. */
final class CertificateCheck {
  private static final Duration LONGEST_NOTICE = Duration.ofDays(14);

  private CertificateCheck() {}

  /** The leaf, null: none was presented. */
  static @Nullable X509Certificate leaf(@Nullable TlsFacts tls) {
    return tls == null || tls.chain().isEmpty() ? null : tls.chain().get(0);
  }

  static boolean holds(Assertion.Certificate test, X509Certificate leaf, Instant now) {
    Duration left = Duration.between(now, leaf.getNotAfter().toInstant());
    Duration most = test.validFor() == null ? LONGEST_NOTICE : test.validFor();
    return left.compareTo(most) >= 0 || left.compareTo(notice(test, leaf)) >= 0;
  }

  /** What the test wants, to follow the word "expected". */
  static String wanted(Assertion.Certificate test, X509Certificate leaf) {
    return "at least " + inWords(notice(test, leaf)) + " of validity";
  }

  /** The same where perhaps no certificate was seen. */
  static String wanted(Assertion.Certificate test, @Nullable TlsFacts tls) {
    X509Certificate leaf = leaf(tls);
    if (leaf != null) {
      return wanted(test, leaf);
    }
    return test.validFor() == null
        ? "a third of its lifetime of validity, at most " + inWords(LONGEST_NOTICE)
        : "at least " + inWords(test.validFor()) + " of validity";
  }

  /** Until when the leaf is valid, null: there is none. */
  static @Nullable String shown(@Nullable TlsFacts tls) {
    X509Certificate leaf = leaf(tls);
    return leaf == null ? null : "valid until " + leaf.getNotAfter().toInstant();
  }

  private static Duration notice(Assertion.Certificate test, X509Certificate leaf) {
    if (test.validFor() != null) {
      return test.validFor();
    }
    Duration lifetime =
        Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    Duration third = lifetime.dividedBy(3);
    return third.compareTo(LONGEST_NOTICE) < 0 ? third : LONGEST_NOTICE;
  }

  private static String inWords(Duration duration) {
    return duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))
        ? duration.toDays() + " days"
        : duration.toHours() + " hours";
  }
}
