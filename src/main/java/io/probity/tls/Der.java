package io.probity.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Just enough DER (X.690) for the extensions that the JDK hands out undecoded. */
final class Der {
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final byte[] CA_ISSUERS = {0x2b, 6, 1, 5, 5, 7, 0x30, 2};
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int OID = 0x06;
  private static final int URI = 0x86;
  private static final int MAX_URI = 512;

  private record Element(int tag, byte[] content) {}

  private Der() {}

  /** The value inside the octet string that an extension is; null: not there or not DER. */
  private static byte @Nullable [] extension(X509Certificate holder, String oid) {
    byte[] wrapped = holder.getExtensionValue(oid);
    if (wrapped == null) {
      return null;
    }
    List<Element> elements = elements(wrapped);
    return elements.size() == 1 && elements.get(0).tag() == OCTET_STRING
        ? elements.get(0).content()
        : null;
  }

  /** Where the issuer's certificate can be had, as the certificate says (RFC 5280 §4.2.2.1). */
  static Optional<String> caIssuers(X509Certificate certificate) {
    byte[] access = extension(certificate, AUTHORITY_INFORMATION_ACCESS);
    if (access == null) {
      return Optional.empty();
    }
    return elements(access).stream()
        .filter(outer -> outer.tag() == SEQUENCE)
        .flatMap(outer -> elements(outer.content()).stream())
        .filter(description -> description.tag() == SEQUENCE)
        .map(description -> elements(description.content()))
        .filter(
            parts ->
                parts.size() == 2
                    && parts.get(0).tag() == OID
                    && Arrays.equals(parts.get(0).content(), CA_ISSUERS)
                    && parts.get(1).tag() == URI)
        .map(parts -> new String(parts.get(1).content(), StandardCharsets.US_ASCII))
        .filter(uri -> uri.length() <= MAX_URI)
        .findFirst();
  }

  /** The elements in a row; empty if the bytes are not DER. */
  private static List<Element> elements(byte[] bytes) {
    List<Element> elements = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      if (at + 2 > bytes.length) {
        return List.of();
      }
      int tag = bytes[at] & 0xff;
      int length = bytes[at + 1] & 0xff;
      at += 2;
      if (length > 0x80) {
        int size = length - 0x80;
        if (size > 3 || at + size > bytes.length) {
          return List.of();
        }
        length = 0;
        for (int i = 0; i < size; i++) {
          length = length << 8 | (bytes[at++] & 0xff);
        }
      } else if (length == 0x80) {
        return List.of();
      }
      if (length > bytes.length - at) {
        return List.of();
      }
      elements.add(new Element(tag, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    return elements;
  }
}
