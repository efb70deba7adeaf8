package io.probity.net;

import java.net.InetAddress;
import java.util.List;

/** Ranges of addresses from configuration. */
public final class AddressRanges {
  private final List<Cidr> ranges;

  private AddressRanges(List<Cidr> ranges) {
    this.ranges = ranges;
  }

  /**
   * Ranges in CIDR notation, or single addresses.
   *
   * @param key named in the refusal
   * @throws IllegalArgumentException with a sentence that names key and value
   */
  public static AddressRanges parse(List<String> texts, String key) {
    return new AddressRanges(texts.stream().map(text -> Cidr.parse(text, key)).toList());
  }

  /** Whether one of them holds the address. */
  public boolean contain(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address.getAddress()));
  }
}
