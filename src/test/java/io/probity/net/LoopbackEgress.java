package io.probity.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Admits every name to 127.0.0.1, or to what a test says. */
public final class LoopbackEgress implements Egress {
  private final Map<String, CompletionStage<Admission>> answers = new ConcurrentHashMap<>();
  private final Map<String, Egress> others = new ConcurrentHashMap<>();

  /** From now on the name has these addresses, in this order. */
  public LoopbackEgress resolve(String host, int port, String... literals) {
    List<PinnedAddress> addresses =
        Arrays.stream(literals).map(literal -> pinned(literal, port)).toList();
    return answer(host, new Admission.Admitted(addresses, 250));
  }

  /** From now on the name has 127.0.0.1 as often as there are ports, whatever port is asked for. */
  public LoopbackEgress ports(String host, int... ports) {
    List<PinnedAddress> addresses =
        Arrays.stream(ports).mapToObj(port -> pinned("127.0.0.1", port)).toList();
    return answer(host, new Admission.Admitted(addresses, -1));
  }

  /** From now on this becomes of the name. */
  public LoopbackEgress answer(String host, Admission admission) {
    answers.put(host, CompletableFuture.completedFuture(admission));
    return this;
  }

  /** From now on the name is never answered. */
  public LoopbackEgress hang(String host) {
    answers.put(host, new CompletableFuture<>());
    return this;
  }

  /** From now on names under this suffix are passed on. */
  public LoopbackEgress pass(String suffix, Egress egress) {
    others.put(suffix, egress);
    return this;
  }

  @Override
  public CompletionStage<Admission> admit(String host, int port, Family family, Duration budget) {
    for (Map.Entry<String, Egress> other : others.entrySet()) {
      if (host.endsWith(other.getKey())) {
        return other.getValue().admit(host, port, family, budget);
      }
    }
    CompletionStage<Admission> answer = answers.get(host);
    return answer != null
        ? answer
        : CompletableFuture.completedFuture(
            new Admission.Admitted(List.of(pinned("127.0.0.1", port)), -1));
  }

  @Override
  public String refusalOfLiteral(String host) {
    return null;
  }

  private static PinnedAddress pinned(String literal, int port) {
    try {
      return new PinnedAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
