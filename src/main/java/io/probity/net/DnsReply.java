package io.probity.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one DNS response, copied out of the network buffers.
 *
 * @param rcode e.g. "NOERROR", "NXDOMAIN"
 * @param records the A, AAAA and CNAME records of the answer section
 */
record DnsReply(String rcode, List<Entry> records) {
  private static final int MAX_RECORDS = 256;

  /**
   * One record; either an address or an alias.
   *
   * @param owner lower case, without the final dot
   * @param ttl seconds, not negative
   */
  record Entry(String owner, long ttl, @Nullable InetAddress address, @Nullable String alias) {}

  /**
   * Reads a response.
   *
   * @throws CorruptedFrameException if a record is not what its type says
   */
  static DnsReply of(DnsResponse response) {
    List<Entry> records = new ArrayList<>();
    int count = Math.min(MAX_RECORDS, response.count(DnsSection.ANSWER));
    for (int i = 0; i < count; i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record instanceof DnsRawRecord raw) {
        Entry entry = entry(raw);
        if (entry != null) {
          records.add(entry);
        }
      }
    }
    return new DnsReply(rcode(response), List.copyOf(records));
  }

  /** Lower case, without the final dot: how names are compared here. */
  static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static @Nullable Entry entry(DnsRawRecord record) {
    DnsRecordType type = record.type();
    String owner = canonical(record.name());
    long ttl = Math.max(0, record.timeToLive());
    ByteBuf content = record.content();
    if (type.equals(DnsRecordType.CNAME)) {
      String target = canonical(DefaultDnsRecordDecoder.decodeName(content.duplicate()));
      return new Entry(owner, ttl, null, target);
    }
    int expected = type.equals(DnsRecordType.A) ? 4 : type.equals(DnsRecordType.AAAA) ? 16 : 0;
    if (expected == 0) {
      return null;
    }
    if (content.readableBytes() != expected) {
      throw new CorruptedFrameException("an address record of " + content.readableBytes());
    }
    return new Entry(owner, ttl, IpLiteral.address(ByteBufUtil.getBytes(content)), null);
  }

  private static String rcode(DnsResponse response) {
    String name = response.code().toString().toUpperCase(Locale.ROOT);
    int number = name.indexOf('(');
    return number < 0 ? name : name.substring(0, number);
  }
}
