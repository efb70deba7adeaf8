package io.probity.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be connected to. What is denied is refused, then what is allowed is admitted,
 * then the built-in refusals hold, which are always on. Metadata services are refused even within
 * an allowed range; only their very address, named as a range of one, opens them. An address that a
 * translator or tunnel would deliver to IPv4 is judged by that IPv4 address. Immutable.
 */
public final class EgressPolicy {
  static final String ALLOW = "probity.egress.allow";
  static final String DENY = "probity.egress.deny";

  private final List<Cidr> allow;
  private final List<Cidr> deny;

  private EgressPolicy(List<Cidr> allow, List<Cidr> deny) {
    this.allow = allow;
    this.deny = deny;
  }

  /**
   * A policy of CIDR ranges or single addresses.
   *
   * @throws IllegalArgumentException with a sentence that names the key, if one of them is nonsense
   */
  public static EgressPolicy of(List<String> allow, List<String> deny) {
    return new EgressPolicy(ranges(allow, ALLOW), ranges(deny, DENY));
  }

  /** The refusal, in one sentence that says what would allow the address; null: admitted. */
  public @Nullable String refusal(InetAddress address) {
    byte[] own = EmbeddedV4.unmapped(address.getAddress());
    EmbeddedV4 embedded = EmbeddedV4.in(own);
    List<byte[]> faces = new ArrayList<>(embedded.addresses());
    faces.add(own);
    for (byte[] face : faces) {
      Cidr denied = find(deny, face);
      if (denied != null) {
        return subject(own, face) + " in the range that " + DENY + "=" + denied + " denies";
      }
      Cidr metadata = SpecialRange.metadata(face);
      if (metadata != null && !named(face) && !named(own)) {
        return subject(own, face) + " a cloud metadata service; only " + naming(metadata);
      }
    }
    for (byte[] face : embedded.decides() ? embedded.addresses() : List.of(own)) {
      SpecialRange special = SpecialRange.of(face);
      if (special != null && find(allow, face) == null && !named(own)) {
        return subject(own, face)
            + " %s (%s); %s".formatted(special.what(), special.range(), naming(special.range()));
      }
    }
    return null;
  }

  private boolean named(byte[] address) {
    return allow.stream().anyMatch(range -> range.isExactly(address));
  }

  private static @Nullable Cidr find(List<Cidr> ranges, byte[] address) {
    for (Cidr range : ranges) {
      if (range.contains(address)) {
        return range;
      }
    }
    return null;
  }

  private static String subject(byte[] own, byte[] face) {
    String text = IpLiteral.text(IpLiteral.address(own));
    return own == face
        ? text + " is"
        : "%s stands for %s, which is".formatted(text, IpLiteral.text(IpLiteral.address(face)));
  }

  private static String naming(Cidr range) {
    return ALLOW + "=" + range + " would allow it";
  }

  private static List<Cidr> ranges(List<String> texts, String key) {
    return texts.stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Cidr.parse(text, key))
        .toList();
  }
}
