package io.probity.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.handler.codec.dns.TcpDnsResponseDecoder;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server one question: over UDP, and over TCP when the answer was truncated. Each question
 * has a socket of its own, connected to the server: its port is random, the kernel drops what
 * others send, and a port that is closed is noticed at once. Confined to its event loop.
 */
final class DnsTransport {
  /** What became of a question. */
  sealed interface Outcome {
    /** An answer, of whatever code. */
    record Answered(DnsReply reply) implements Outcome {}

    /** No answer, or none that parses. */
    enum Failed implements Outcome {
      SILENCE,
      GARBAGE,
      /** The question did not leave this machine. */
      UNSENT,
      /** There was no socket to ask with. */
      NO_SOCKET
    }
  }

  private final EventLoop loop;
  private final SecureRandom random = new SecureRandom();

  DnsTransport(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Asks.
   *
   * @param name fully qualified, without the final dot; must have passed {@link HostName}
   * @param then called once, on the event loop
   */
  void ask(
      InetSocketAddress server,
      String name,
      DnsRecordType type,
      long timeoutNanos,
      Consumer<Outcome> then) {
    Exchange exchange =
        new Exchange(
            server, new DefaultDnsQuestion(name + ".", type), random.nextInt(1 << 16), then);
    exchange.deadline =
        loop.schedule(
            () ->
                exchange.finish(exchange.garbage ? Outcome.Failed.GARBAGE : Outcome.Failed.SILENCE),
            timeoutNanos,
            TimeUnit.NANOSECONDS);
    exchange.start(
        NioDatagramChannel.class, new DatagramDnsQueryEncoder(), exchange.new UdpReader());
  }

  /** One question and its way over UDP and perhaps TCP. */
  private final class Exchange {
    private final InetSocketAddress server;
    private final DnsQuestion question;
    private final int id;
    private final Consumer<Outcome> then;
    private @Nullable Future<?> deadline;
    private @Nullable Channel channel;
    private boolean garbage;
    private boolean done;

    Exchange(InetSocketAddress server, DnsQuestion question, int id, Consumer<Outcome> then) {
      this.server = server;
      this.question = question;
      this.id = id;
      this.then = then;
    }

    void start(Class<? extends Channel> transport, ChannelHandler encoder, ChannelHandler decoder) {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(transport)
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                      opened.pipeline().addLast(encoder, decoder, new ReplyHandler(Exchange.this));
                    }
                  })
              .connect(server);
      channel = connected.channel();
      // A socket that cannot even be made is reported on a thread of Netty's own.
      connected.addListener(
          future -> {
            if (loop.inEventLoop()) {
              connected(connected, transport);
            } else {
              loop.execute(() -> connected(connected, transport));
            }
          });
    }

    private void connected(ChannelFuture connected, Class<? extends Channel> transport) {
      if (!connected.isSuccess()) {
        // Connecting a datagram socket asks nobody but the own machine.
        boolean own = transport == NioDatagramChannel.class;
        Outcome.Failed unconnected = own ? Outcome.Failed.UNSENT : Outcome.Failed.SILENCE;
        finish(withoutSocket(connected.cause(), own) ? Outcome.Failed.NO_SOCKET : unconnected);
      } else if (done) {
        connected.channel().close();
      } else {
        connected.channel().writeAndFlush(query(transport), connected.channel().voidPromise());
      }
    }

    /**
     * No file was left, or for TCP no port. A datagram socket without a port has the same exception
     * as one that may not send where it is to.
     */
    private static boolean withoutSocket(Throwable cause, boolean udp) {
      return cause instanceof ChannelException || !udp && cause.getCause() instanceof BindException;
    }

    private DnsQuery query(Class<? extends Channel> transport) {
      DnsQuery query =
          transport == NioSocketChannel.class
              ? new DefaultDnsQuery(id)
              : new DatagramDnsQuery(null, server, id);
      return query.setRecursionDesired(true).addRecord(DnsSection.QUESTION, question);
    }

    void answered(DnsResponse response) {
      if (response.id() != id || !echoes(response)) {
        garbage = true;
      } else if (response.isTruncated() && channel instanceof NioDatagramChannel) {
        Channel udp = channel;
        start(NioSocketChannel.class, new TcpDnsQueryEncoder(), new TcpDnsResponseDecoder());
        udp.close();
      } else {
        finish(new Outcome.Answered(DnsReply.of(response)));
      }
    }

    /** Some servers leave the question out of an error. */
    private boolean echoes(DnsResponse response) {
      if (response.count(DnsSection.QUESTION) == 0) {
        return response.code().intValue() != 0;
      }
      DnsQuestion echoed = response.recordAt(DnsSection.QUESTION, 0);
      return echoed.type().equals(question.type())
          && DnsReply.canonical(echoed.name()).equals(DnsReply.canonical(question.name()));
    }

    void finish(Outcome outcome) {
      if (done) {
        return;
      }
      done = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
      if (channel != null && channel.isRegistered()) {
        channel.close();
      }
      then.accept(outcome);
    }

    /** Passes over datagrams of other questions; those of ours must parse. */
    private final class UdpReader extends DatagramDnsResponseDecoder {
      @Override
      protected void decode(ChannelHandlerContext ctx, DatagramPacket packet, List<Object> out)
          throws Exception {
        int start = packet.content().readerIndex();
        if (packet.content().readableBytes() < 2
            || packet.content().getUnsignedShort(start) != id) {
          garbage = true;
          return;
        }
        super.decode(ctx, packet, out);
      }
    }
  }

  /** Ends the exchange, whatever comes of it. */
  private static final class ReplyHandler extends SimpleChannelInboundHandler<DnsResponse> {
    private final Exchange exchange;

    ReplyHandler(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DnsResponse response) {
      exchange.answered(response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (ctx.channel() == exchange.channel) {
        exchange.finish(outcome(cause, ctx.channel()));
      }
    }

    private static Outcome outcome(Throwable cause, Channel channel) {
      if (cause instanceof DecoderException) {
        return Outcome.Failed.GARBAGE;
      }
      // An unreachable port is an answer of the server's machine; all else comes from our own.
      boolean own = channel instanceof NioDatagramChannel;
      return own && !(cause instanceof PortUnreachableException)
          ? Outcome.Failed.UNSENT
          : Outcome.Failed.SILENCE;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (ctx.channel() == exchange.channel) {
        exchange.finish(Outcome.Failed.SILENCE);
      }
    }
  }
}
