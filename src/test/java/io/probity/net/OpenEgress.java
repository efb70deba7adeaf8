package io.probity.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An egress for tests: loopback for every name, but for the hosts it was told to refuse. */
public final class OpenEgress implements Egress {
  private final List<String> refused;

  public OpenEgress(String... refused) {
    this.refused = List.of(refused);
  }

  @Override
  public CompletionStage<Admission> admit(String host, int port, Family family, Duration budget) {
    String refusal = refusalOfLiteral(host);
    if (refusal != null) {
      return CompletableFuture.completedStage(new Admission.Refused(host, refusal, -1));
    }
    if (host.endsWith(".invalid")) {
      return CompletableFuture.completedStage(
          new Admission.Unresolved(DnsProblem.NXDOMAIN, host + " does not exist.", Map.of(), 1));
    }
    try {
      InetAddress address =
          InetAddress.getByName(host.matches("[0-9.]+") || host.contains(":") ? host : "127.0.0.1");
      return CompletableFuture.completedStage(
          new Admission.Admitted(List.of(new PinnedAddress(address, port)), -1));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public @Nullable String refusalOfLiteral(String host) {
    return refused.contains(host) ? host + " is outside the egress policy." : null;
  }
}
