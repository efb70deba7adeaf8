package io.probity.probe.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.probity.net.PinnedAddress;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several admitted addresses that accepts, starting the next one when one
 * fails or after 250 ms (RFC 8305 section 5). It resolves nothing: a socket goes to exactly the
 * address given. Loop-confined; its caller bounds the time.
 */
final class Dial {
  private static final long STAGGER_MILLIS = 250;

  /** How a dial goes; one of the last two ends it, once, unless it was cancelled. */
  interface Listener {
    /** The first address is about to be connected to: Netty does that later than it is asked. */
    void connecting();

    void connected(Channel channel, PinnedAddress address);

    void unconnected(Map<PinnedAddress, Throwable> causes);
  }

  private final EventLoop loop;
  private final List<PinnedAddress> addresses;
  private final Listener listener;
  private final Map<PinnedAddress, Throwable> causes = new LinkedHashMap<>();
  private final List<ChannelFuture> open = new ArrayList<>(1);
  private @Nullable Future<?> stagger;
  private int next;
  private boolean over;

  Dial(EventLoop loop, List<PinnedAddress> addresses, Listener listener) {
    this.loop = loop;
    this.addresses = addresses;
    this.listener = listener;
  }

  void start() {
    tryNext();
  }

  /** The address whose turn came last. */
  PinnedAddress lastTried() {
    return addresses.get(Math.max(0, next - 1));
  }

  /** Gives up: closes what is being opened and stays silent. */
  void cancel() {
    over = true;
    stopStagger();
    open.forEach(Dial::close);
    open.clear();
  }

  /** What failed so far, for the evidence. */
  Map<PinnedAddress, Throwable> causes() {
    return causes;
  }

  private void tryNext() {
    stopStagger();
    PinnedAddress address = addresses.get(next++);
    Call call = new Call();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channelFactory(DialSocket::new)
            .disableResolver()
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(call)
            .connect(new InetSocketAddress(address.address(), address.port()));
    open.add(connecting);
    connecting.addListener(done -> onLoop(() -> finished(connecting, address, call)));
  }

  private void started() {
    if (next == 1) {
      listener.connecting();
    }
    if (next < addresses.size()) {
      stagger = loop.schedule(this::tryNext, STAGGER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A socket that cannot even be made is reported on a thread of Netty's own. */
  private void onLoop(Runnable step) {
    if (loop.inEventLoop()) {
      step.run();
    } else {
      loop.execute(step);
    }
  }

  private void finished(ChannelFuture connecting, PinnedAddress address, Call call) {
    if (over) {
      close(connecting);
      return;
    }
    open.remove(connecting);
    Throwable cause = connecting.cause();
    if (cause == null) {
      cancel();
      listener.connected(connecting.channel(), address);
      return;
    }
    causes.put(address, call.keptHere(cause, address) ? new Unsent(cause) : cause);
    if (next < addresses.size()) {
      tryNext();
    } else if (open.isEmpty()) {
      over = true;
      listener.unconnected(causes);
    }
  }

  /** What was never registered has no loop that could close it, and is closed already. */
  private static void close(ChannelFuture connecting) {
    if (connecting.channel().isRegistered()) {
      connecting.channel().close();
    }
  }

  /**
   * Tells when the kernel is asked for a connection, notes whether it turned the call itself down,
   * before a packet left, and goes.
   */
  private final class Call extends ChannelOutboundHandlerAdapter {
    private boolean failed;

    @Override
    public void connect(
        ChannelHandlerContext ctx,
        SocketAddress remote,
        SocketAddress local,
        ChannelPromise promise) {
      if (!over) {
        started();
      }
      ctx.connect(remote, local, promise);
      failed = promise.isDone() && !promise.isSuccess();
      ctx.pipeline().remove(this);
    }

    /** Whether it was turned down for a reason of this machine's; one is the lack of a route. */
    boolean keptHere(Throwable cause, PinnedAddress address) {
      return failed
          && cause instanceof SocketException
          && !(cause instanceof ConnectException)
          && !(cause instanceof NoRouteToHostException)
          && address.hasRoute();
    }
  }

  private void stopStagger() {
    if (stagger != null) {
      stagger.cancel(false);
      stagger = null;
    }
  }
}
