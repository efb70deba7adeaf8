package io.probity.net;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The egress door on Netty: literals, localhost, the hosts file, DNS, in this order. May be asked
 * from any thread; all work, and the completion, happens on the event loop it was made for, of
 * which it has a cache of its own.
 */
public final class NettyEgress implements Egress {
  private static final List<InetAddress> LOOPBACK =
      List.of(IpLiteral.address(new byte[] {127, 0, 0, 1}), IpLiteral.address(v6Loopback()));

  private final EventLoop loop;
  private final EgressPolicy policy;
  private final SystemNames system;
  private final DnsResolver resolver;
  private final AdmittedBefore admittedBefore;
  private final LongSupplier ticker;
  private final Predicate<InetAddress> routes;

  /**
   * Reads the system's files once, blocking.
   *
   * @param loop an NIO event loop
   * @param servers instead of those of resolv.conf; empty: those
   * @param worker for looking at files
   */
  public NettyEgress(
      EventLoop loop, EgressPolicy policy, List<InetSocketAddress> servers, Executor worker) {
    this(
        loop,
        policy,
        servers,
        worker,
        Path.of("/etc/hosts"),
        Path.of("/etc/resolv.conf"),
        System::nanoTime);
  }

  /**
   * With everything open to choice.
   *
   * @param ticker nanoseconds, as {@link System#nanoTime()}; drives cache and file checks, not the
   *     budgets
   */
  public NettyEgress(
      EventLoop loop,
      EgressPolicy policy,
      List<InetSocketAddress> servers,
      Executor worker,
      Path hostsFile,
      Path resolvConf,
      LongSupplier ticker) {
    this.loop = loop;
    this.policy = policy;
    this.system = new SystemNames(hostsFile, resolvConf, servers, worker, ticker);
    this.resolver = new DnsResolver(new DnsTransport(loop), ticker);
    this.admittedBefore = new AdmittedBefore(ticker);
    this.ticker = ticker;
    this.routes = new Routes(ticker);
  }

  @Override
  public CompletionStage<Admission> admit(String host, int port, Family family, Duration budget) {
    CompletableFuture<Admission> result = new CompletableFuture<>();
    if (loop.inEventLoop()) {
      begin(new Wish(host, port, family, budget), result);
    } else {
      try {
        loop.execute(() -> begin(new Wish(host, port, family, budget), result));
      } catch (RejectedExecutionException e) {
        result.complete(
            new Admission.Unresolved(
                DnsProblem.TIMEOUT,
                "%s was not resolved: the event loop is shut down.".formatted(host),
                Map.of(),
                -1));
      }
    }
    return result;
  }

  @Override
  public @Nullable String refusalOfLiteral(String host) {
    InetAddress literal = IpLiteral.parse(host);
    if (literal != null) {
      String refusal = policy.refusal(literal);
      return refusal == null ? null : refusal + ".";
    }
    return IpLiteral.ambiguous(host) ? Sentences.ambiguous(host) : null;
  }

  private record Wish(String host, int port, Family family, Duration budget) {}

  private void begin(Wish wish, CompletableFuture<Admission> result) {
    int version = system.version();
    List<InetAddress> known = admittedBefore.find(wish.host(), wish.family(), version);
    if (known == null) {
      ask(wish, version, result);
    } else {
      result.complete(pinned(wish, known, -1));
    }
  }

  private void ask(Wish wish, int version, CompletableFuture<Admission> result) {
    InetAddress literal = IpLiteral.parse(wish.host());
    if (literal != null) {
      result.complete(remembered(wish, List.of(literal), version, Long.MAX_VALUE));
    } else if (IpLiteral.ambiguous(wish.host())) {
      result.complete(new Admission.Refused(wish.host(), Sentences.ambiguous(wish.host()), -1));
    } else if (!HostName.isValid(wish.host())) {
      result.complete(
          new Admission.Unresolved(
              DnsProblem.NXDOMAIN, Sentences.invalid(wish.host()), Map.of(), -1));
    } else {
      resolve(wish, version, result);
    }
  }

  private void resolve(Wish wish, int version, CompletableFuture<Admission> result) {
    String name = DnsReply.canonical(wish.host());
    List<InetAddress> local = HostName.isLocalhost(name) ? LOOPBACK : system.hosts(name);
    if (!local.isEmpty()) {
      result.complete(remembered(wish, local, version, Long.MAX_VALUE));
      return;
    }
    long start = ticker.getAsLong();
    ResolvConf conf = system.conf();
    List<DnsRecordType> types = types(wish.family());
    new NameResolution(
            resolver,
            loop,
            conf,
            wish.host(),
            types,
            Math.max(0, wish.budget().toNanos()),
            (answer, asked, holdsNanos) -> {
              long micros = asked ? TimeUnit.NANOSECONDS.toMicros(ticker.getAsLong() - start) : -1;
              DnsProblem problem = answer.problem();
              if (problem != null) {
                result.complete(
                    new Admission.Unresolved(
                        problem,
                        Sentences.unresolved(wish.host(), problem, answer, types, wish.budget()),
                        answer.evidence(),
                        micros));
              } else if (asked) {
                result.complete(admission(wish, answer.addresses(), micros));
              } else {
                result.complete(remembered(wish, answer.addresses(), version, holdsNanos));
              }
            })
        .start();
  }

  private List<DnsRecordType> types(Family family) {
    return switch (family) {
      case V4 -> List.of(DnsRecordType.A);
      case V6 -> List.of(DnsRecordType.AAAA);
      case ANY ->
          system.hasV6() ? List.of(DnsRecordType.AAAA, DnsRecordType.A) : List.of(DnsRecordType.A);
    };
  }

  /** The admission of what no server had to be asked for, which holds for whoever asks next. */
  private Admission remembered(Wish wish, List<InetAddress> found, int version, long holdsNanos) {
    List<InetAddress> admitted = admitted(wish, found);
    if (admitted.isEmpty()) {
      return refused(wish, found, -1);
    }
    admittedBefore.put(wish.host(), wish.family(), version, admitted, holdsNanos);
    return pinned(wish, admitted, -1);
  }

  private List<InetAddress> admitted(Wish wish, List<InetAddress> found) {
    return found.stream()
        .filter(address -> AddressOrder.isOf(wish.family(), address))
        .filter(address -> policy.refusal(address) == null)
        .toList();
  }

  private Admission admission(Wish wish, List<InetAddress> found, long micros) {
    List<InetAddress> admitted = admitted(wish, found);
    return admitted.isEmpty() ? refused(wish, found, micros) : pinned(wish, admitted, micros);
  }

  private Admission refused(Wish wish, List<InetAddress> found, long micros) {
    Optional<InetAddress> first =
        found.stream().filter(address -> AddressOrder.isOf(wish.family(), address)).findFirst();
    if (first.isEmpty()) {
      return new Admission.Unresolved(
          DnsProblem.NO_ADDRESS,
          Sentences.otherFamily(wish.host(), wish.family()),
          Map.of("addresses", found.stream().map(IpLiteral::text).toList()),
          micros);
    }
    String refusal = policy.refusal(first.get());
    return new Admission.Refused(
        IpLiteral.text(first.get()), Sentences.refused(wish.host(), first.get(), refusal), micros);
  }

  private Admission pinned(Wish wish, List<InetAddress> admitted, long micros) {
    if (admitted.size() == 1) {
      return new Admission.Admitted(
          List.of(new PinnedAddress(admitted.get(0), wish.port())), micros);
    }
    List<PinnedAddress> pinned =
        AddressOrder.of(wish.family() == Family.ANY ? reachable(admitted) : admitted).stream()
            .map(address -> new PinnedAddress(address, wish.port()))
            .toList();
    return new Admission.Admitted(pinned, micros);
  }

  /** Where there is a choice, only addresses that there is a route to. */
  private List<InetAddress> reachable(List<InetAddress> addresses) {
    List<InetAddress> reachable = addresses.stream().filter(routes).toList();
    return reachable.isEmpty() ? addresses : reachable;
  }

  private static byte[] v6Loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    return address;
  }
}
