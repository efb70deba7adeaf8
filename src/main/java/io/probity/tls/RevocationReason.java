package io.probity.tls;

import io.probity.tls.Der.Malformed;
import java.math.BigInteger;
import java.util.List;

/** The words for why certificates are revoked (RFC 5280 §5.3.1). */
final class RevocationReason {
  private static final List<String> NAMES =
      List.of(
          "unspecified",
          "key_compromise",
          "ca_compromise",
          "affiliation_changed",
          "superseded",
          "cessation_of_operation",
          "certificate_hold",
          "reason_7",
          "remove_from_crl",
          "privilege_withdrawn",
          "aa_compromise");

  private RevocationReason() {}

  /** The word for an enumerated value; numbers that nobody has defined stand for themselves. */
  static String of(Der enumerated) throws Malformed {
    BigInteger code = enumerated.as(Der.ENUMERATED).integer();
    boolean known = code.signum() >= 0 && code.compareTo(BigInteger.valueOf(NAMES.size())) < 0;
    return known ? NAMES.get(code.intValue()) : "reason_" + code.byteValue();
  }
}
