package io.probity.product;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import io.probity.testing.NettyServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DNS server that knows {@code n<number>.bench.test} for all numbers, by IPv4 and for a while.
 */
final class WildcardDns implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("n(\\d+)\\.bench\\.test\\.?");
  private static final String ZONE = "bench.test.";
  private static final int TTL_SECONDS = 300;

  private final EventLoopGroup loop = NettyServer.loop();
  private final IntFunction<String> addresses;
  private final Channel channel;

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param addresses the number of a name to its address
   */
  WildcardDns(IntFunction<String> addresses) {
    this.addresses = addresses;
    channel =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<DatagramChannel>() {
                  @Override
                  protected void initChannel(DatagramChannel created) {
                    created
                        .pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answers());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Its address and port, as {@code probity.dns.servers} takes them. */
  String address() {
    return "127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
  }

  private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion asked = query.recordAt(DnsSection.QUESTION);
      DatagramDnsResponse response =
          new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
      response.setRecursionAvailable(true);
      response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(asked.name(), asked.type()));
      Matcher name = NAME.matcher(asked.name());
      if (name.matches() && asked.type().equals(DnsRecordType.A)) {
        String address = addresses.apply(Integer.parseInt(name.group(1)));
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(
                asked.name(), DnsRecordType.A, TTL_SECONDS, Unpooled.wrappedBuffer(bytes)));
      } else {
        response.addRecord(
            DnsSection.AUTHORITY,
            new DefaultDnsRawRecord(ZONE, DnsRecordType.SOA, TTL_SECONDS, startOfAuthority()));
      }
      context.writeAndFlush(response);
    }

    /** Says for how long it is true that there is nothing (RFC 2308). */
    private ByteBuf startOfAuthority() {
      ByteBuf content = Unpooled.buffer();
      for (String each : new String[] {"ns", "admin"}) {
        content.writeByte(each.length());
        content.writeCharSequence(each, StandardCharsets.US_ASCII);
        content.writeByte(0);
      }
      for (int number : new int[] {1, TTL_SECONDS, TTL_SECONDS, TTL_SECONDS, TTL_SECONDS}) {
        content.writeInt(number);
      }
      return content;
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully();
  }
}
