package io.probity.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A DNS server on loopback, UDP and TCP on one port, that says what it is told to, name by name.
 * Names it was told nothing about do not exist; known names have no records but those given.
 */
public final class ScriptedDns implements AutoCloseable {
  /** How a query arrived. */
  public enum Transport {
    UDP,
    TCP
  }

  /** A query that arrived; the name without its final dot. */
  public record Query(String name, String type, Transport transport) {}

  private enum Manner {
    PLAIN,
    SILENT,
    GARBAGE,
    FOREIGN_ID,
    TRUNCATED
  }

  private record Record(DnsRecordType type, long ttl, byte[] content) {}

  private static final class Script {
    final List<Record> records = new CopyOnWriteArrayList<>();
    volatile DnsResponseCode code = DnsResponseCode.NOERROR;
    volatile Manner manner = Manner.PLAIN;
    volatile Duration delay = Duration.ZERO;
    volatile String onlyType = "";
  }

  private final EventLoopGroup group = new NioEventLoopGroup(1);
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Query> queries = new CopyOnWriteArrayList<>();
  private final Channel udp;
  private final Channel tcp;

  /** Listens on an address such as 127.0.0.1 or 127.3.0.9, on a port of its own. */
  public ScriptedDns(String address) {
    tcp =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                handlers(TcpDnsQueryDecoder::new, TcpDnsResponseEncoder::new, Transport.TCP))
            .bind(address, 0)
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) tcp.localAddress()).getPort();
    udp =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                handlers(
                    DatagramDnsQueryDecoder::new, DatagramDnsResponseEncoder::new, Transport.UDP))
            .bind(address, port)
            .syncUninterruptibly()
            .channel();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) udp.localAddress();
  }

  /** Adds address records, A or AAAA by the look of each. */
  public ScriptedDns addresses(String name, long ttl, String... literals) {
    for (String literal : literals) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
      DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
      script(name).records.add(new Record(type, ttl, bytes));
    }
    return this;
  }

  /** Adds an alias. */
  public ScriptedDns alias(String name, long ttl, String target) {
    script(name).records.add(new Record(DnsRecordType.CNAME, ttl, encoded(target)));
    return this;
  }

  /** An A record whose content has the wrong length. */
  public ScriptedDns brokenAddress(String name) {
    script(name).records.add(new Record(DnsRecordType.A, 60, new byte[] {1, 2, 3}));
    return this;
  }

  /** The name is known and has no records. */
  public ScriptedDns empty(String name) {
    script(name);
    return this;
  }

  /** Answers with a response code and no records. */
  public ScriptedDns code(String name, DnsResponseCode code) {
    script(name).code = code;
    return this;
  }

  /** Never answers, or not for this type of query alone. */
  public ScriptedDns silent(String name, String... onlyType) {
    script(name).manner = Manner.SILENT;
    script(name).onlyType = onlyType.length == 0 ? "" : onlyType[0];
    return this;
  }

  /** Answers bytes that are no DNS message, but for the query's id. */
  public ScriptedDns garbage(String name) {
    script(name).manner = Manner.GARBAGE;
    return this;
  }

  /** Answers with another id first, then rightly: as one would who guesses. */
  public ScriptedDns foreignId(String name) {
    script(name).manner = Manner.FOREIGN_ID;
    return this;
  }

  /** Answers UDP queries truncated; TCP ones in full. */
  public ScriptedDns truncated(String name) {
    script(name).manner = Manner.TRUNCATED;
    return this;
  }

  /** Answers late. */
  public ScriptedDns delayed(String name, Duration delay) {
    script(name).delay = delay;
    return this;
  }

  /** Forgets what it was told about a name. */
  public ScriptedDns forget(String name) {
    scripts.remove(name.toLowerCase(Locale.ROOT));
    return this;
  }

  /** All queries so far, oldest first. */
  public List<Query> queries() {
    return List.copyOf(queries);
  }

  /** How many queries there were for a name and type. */
  public long asked(String name, String type) {
    return queries.stream().filter(q -> q.name().equals(name) && q.type().equals(type)).count();
  }

  @Override
  public void close() {
    udp.close().syncUninterruptibly();
    tcp.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Script script(String name) {
    return scripts.computeIfAbsent(name.toLowerCase(Locale.ROOT), ignored -> new Script());
  }

  private ChannelInitializer<Channel> handlers(
      java.util.function.Supplier<ChannelHandler> decoder,
      java.util.function.Supplier<ChannelHandler> encoder,
      Transport transport) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(decoder.get(), encoder.get(), new Answering(transport));
      }
    };
  }

  private final class Answering extends SimpleChannelInboundHandler<DnsQuery> {
    private final Transport transport;

    Answering(Transport transport) {
      this.transport = transport;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name().substring(0, question.name().length() - 1);
      queries.add(new Query(name, question.type().name(), transport));
      Script script = scripts.get(name.toLowerCase(Locale.ROOT));
      Manner manner = script == null ? Manner.PLAIN : script.manner;
      if (manner == Manner.SILENT
          && (script.onlyType.isEmpty() || script.onlyType.equals(question.type().name()))) {
        return;
      }
      InetSocketAddress client =
          query instanceof DatagramDnsQuery datagram ? datagram.sender() : null;
      if (manner == Manner.GARBAGE && client != null) {
        byte[] bytes = {(byte) (query.id() >> 8), (byte) query.id(), (byte) 0x81, 7, 9, 9};
        DatagramPacket packet = new DatagramPacket(Unpooled.wrappedBuffer(bytes), client);
        ctx.pipeline().firstContext().writeAndFlush(packet); // past the encoder
        return;
      }
      if (manner == Manner.FOREIGN_ID && client != null) {
        DatagramDnsResponse wrong = new DatagramDnsResponse(address(), client, query.id() ^ 1);
        wrong.setCode(DnsResponseCode.NXDOMAIN);
        ctx.writeAndFlush(wrong.addRecord(DnsSection.QUESTION, copy(question)));
      }
      DnsResponse response =
          client == null
              ? new DefaultDnsResponse(query.id())
              : new DatagramDnsResponse(address(), client, query.id());
      response.addRecord(DnsSection.QUESTION, copy(question));
      if (manner == Manner.TRUNCATED && client != null) {
        response.setTruncated(true);
      } else {
        fill(response, question, script);
      }
      long delay = script == null ? 0 : script.delay.toMillis();
      ctx.executor().schedule(() -> ctx.writeAndFlush(response), delay, TimeUnit.MILLISECONDS);
    }

    private void fill(DnsResponse response, DnsQuestion question, Script script) {
      if (script == null) {
        response.setCode(DnsResponseCode.NXDOMAIN);
        return;
      }
      response.setCode(script.code);
      for (Record record : script.records) {
        if (record.type().equals(question.type()) || record.type().equals(DnsRecordType.CNAME)) {
          response.addRecord(
              DnsSection.ANSWER,
              new DefaultDnsRawRecord(
                  question.name(),
                  record.type(),
                  record.ttl(),
                  Unpooled.copiedBuffer(record.content())));
        }
      }
    }

    private DnsQuestion copy(DnsQuestion question) {
      return new DefaultDnsQuestion(question.name(), question.type());
    }
  }

  private static byte[] encoded(String name) {
    var buffer = Unpooled.buffer();
    for (String label : name.split("\\.")) {
      buffer.writeByte(label.length());
      buffer.writeBytes(label.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    buffer.writeByte(0);
    return Arrays.copyOf(buffer.array(), buffer.writerIndex());
  }
}
