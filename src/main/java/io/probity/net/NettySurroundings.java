package io.probity.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Surroundings} on Netty, on the event loop it was made for. */
public final class NettySurroundings implements Surroundings {
  /** Of a name with many addresses the first few tell enough. */
  private static final int MOST_ADDRESSES = 4;

  /**
   * Documentation addresses (RFC 5737, RFC 3849): only a way out of one's own networks leads there.
   */
  private static final List<InetAddress> OUTSIDE =
      List.of(literal("192.0.2.1"), literal("2001:db8::1"));

  private final EventLoop loop;
  private final Egress egress;
  private volatile Set<InetAddress> own;

  /**
   * Surroundings seen through this door.
   *
   * @param egress completes on the loop
   */
  public NettySurroundings(EventLoop loop, Egress egress) {
    this.loop = loop;
    this.egress = egress;
    this.own = ownAddresses();
  }

  /** Looks again which addresses are this machine's own. Any thread; asks the kernel. */
  public void refresh() {
    own = ownAddresses();
  }

  private static Set<InetAddress> ownAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(each -> IpLiteral.address(each.getAddress()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException none) {
      return Set.of();
    }
  }

  @Override
  public CompletionStage<Dialled> dial(Reference reference, Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    CompletableFuture<Dialled> result = new CompletableFuture<>();
    egress
        .admit(reference.host(), reference.port(), Family.ANY, budget)
        .thenAccept(admission -> admitted(reference, admission, end, result));
    return result;
  }

  private void admitted(
      Reference reference, Admission admission, long end, CompletableFuture<Dialled> result) {
    if (admission instanceof Admission.Admitted admitted) {
      new Call(reference, admitted, result).start(end - System.nanoTime());
    } else if (admission instanceof Admission.Refused refused) {
      result.complete(
          new Dialled(
              reference, Dialled.Outcome.UNTRIED, false, nowhere(reference), refused.detail()));
    } else if (admission instanceof Admission.Unresolved unresolved) {
      boolean answered =
          unresolved.problem() == DnsProblem.NXDOMAIN
              || unresolved.problem() == DnsProblem.NO_ADDRESS;
      Dialled.Outcome outcome =
          unresolved.problem() == DnsProblem.OVERLOADED
              ? Dialled.Outcome.UNTRIED
              : Dialled.Outcome.FAILED;
      result.complete(
          new Dialled(reference, outcome, answered, nowhere(reference), unresolved.detail()));
    }
  }

  private static Whereabouts nowhere(Reference reference) {
    return new Whereabouts(reference.host(), Reach.NEAR, reference.domain());
  }

  @Override
  public @Nullable Whereabouts locate(String literal) {
    InetAddress address = IpLiteral.parse(literal);
    return address == null ? null : whereabouts(address);
  }

  private Whereabouts whereabouts(InetAddress address) {
    return new Whereabouts(IpLiteral.text(address), Reach.of(address, own), Reach.network(address));
  }

  @Override
  public boolean routeless(@Nullable String literal) {
    InetAddress address = literal == null ? null : IpLiteral.parse(literal);
    return (address == null || !Routes.look(address)) && OUTSIDE.stream().noneMatch(Routes::look);
  }

  private static InetAddress literal(String text) {
    return IpLiteral.address(java.util.Objects.requireNonNull(IpLiteral.bytes(text)));
  }

  /** Connects to some addresses at once; the first that accepts ends it. */
  private final class Call {
    private final Reference reference;
    private final List<PinnedAddress> addresses;
    private final boolean resolved;
    private final CompletableFuture<Dialled> result;
    private final List<ChannelFuture> open = new ArrayList<>(MOST_ADDRESSES);
    private int failed;
    private boolean over;
    private boolean ours = true;

    Call(Reference reference, Admission.Admitted admitted, CompletableFuture<Dialled> result) {
      this.reference = reference;
      this.addresses = admitted.addresses().stream().limit(MOST_ADDRESSES).toList();
      this.resolved = admitted.dnsMicros() >= 0;
      this.result = result;
    }

    void start(long nanosLeft) {
      var timer =
          loop.schedule(
              () -> {
                ours = false;
                end(Dialled.Outcome.FAILED, last(), "%s did not accept a TCP connection in time.");
              },
              Math.max(0, nanosLeft),
              TimeUnit.NANOSECONDS);
      result.whenComplete((done, error) -> timer.cancel(false));
      addresses.forEach(this::connect);
    }

    private PinnedAddress last() {
      return addresses.get(addresses.size() - 1);
    }

    private void connect(PinnedAddress address) {
      ChannelFuture connecting =
          new Bootstrap()
              .group(loop)
              .channel(NioSocketChannel.class)
              .disableResolver()
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(new InetSocketAddress(address.address(), address.port()));
      open.add(connecting);
      connecting.addListener(
          done -> {
            if (loop.inEventLoop()) {
              finished(connecting, address);
            } else { // A socket that cannot even be made is reported on a thread of Netty's own.
              loop.execute(() -> finished(connecting, address));
            }
          });
    }

    private void finished(ChannelFuture connecting, PinnedAddress address) {
      if (connecting.isSuccess()) {
        end(Dialled.Outcome.ANSWERED, address, "%s accepted a TCP connection.");
        connecting.channel().close();
        return;
      }
      ours &= isOurs(connecting.cause());
      failed++;
      if (failed == addresses.size()) {
        end(
            ours ? Dialled.Outcome.UNTRIED : Dialled.Outcome.FAILED,
            address,
            ours ? "No socket could be opened for %s." : "%s did not accept a TCP connection.");
      }
    }

    private void end(Dialled.Outcome outcome, PinnedAddress address, String sentence) {
      if (over) {
        return;
      }
      over = true;
      for (ChannelFuture each : open) {
        if (each.channel().isRegistered()) {
          each.channel().close();
        }
      }
      result.complete(
          new Dialled(
              reference,
              outcome,
              resolved,
              whereabouts(address.address()),
              sentence.formatted(address)));
    }
  }

  /** Short of ports, permission or files; all else is the network's. */
  private static boolean isOurs(Throwable cause) {
    return cause instanceof BindException
        || cause.getCause() instanceof BindException
        || !(cause instanceof java.io.IOException);
  }
}
