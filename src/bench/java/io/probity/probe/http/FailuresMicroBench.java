package io.probity.probe.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.probity.endpoint.Revocation;
import io.probity.net.Admission;
import io.probity.net.Family;
import io.probity.net.OpenEgress;
import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;
import io.probity.tls.PkixChainVerifier;
import io.probity.tls.StapleJudge;
import io.probity.tls.TrustAnchors;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to tell why an attempt failed. */
@State(Scope.Thread)
public class FailuresMicroBench {
  private static final byte[] HANDSHAKE_FAILURE_ALERT = {21, 3, 3, 0, 2, 2, 40};

  private final PinnedAddress first = admitted("203.0.113.7");
  private final PinnedAddress second = admitted("203.0.113.8");
  private final Map<PinnedAddress, Throwable> refused = refusals();
  private final Handshake alerted = alerted();

  private static PinnedAddress admitted(String literal) {
    Admission admission =
        new OpenEgress()
            .admit(literal, 443, Family.ANY, Duration.ofSeconds(1))
            .toCompletableFuture()
            .join();
    return ((Admission.Admitted) admission).addresses().get(0);
  }

  private Map<PinnedAddress, Throwable> refusals() {
    Map<PinnedAddress, Throwable> causes = new LinkedHashMap<>();
    causes.put(first, new ConnectException("Connection refused"));
    causes.put(second, new ConnectException("Connection refused"));
    return causes;
  }

  private static Handshake alerted() {
    PkixChainVerifier verifier = new PkixChainVerifier(TrustAnchors.of(List.of()));
    Route route =
        new Route(
            true, "api.example.com", 443, "api.example.com", true, Revocation.OFF, "1.2", null);
    Handshake handshake =
        new Handshake(route, verifier, new StapleJudge(verifier), InstantSource.system());
    EmbeddedChannel channel = new EmbeddedChannel(handshake.sniffer());
    channel.writeInbound(Unpooled.wrappedBuffer(HANDSHAKE_FAILURE_ALERT));
    channel.releaseInbound();
    return handshake;
  }

  @Benchmark
  public Failure refusedByTwoAddresses() {
    return ConnectFailure.of(refused, true);
  }

  @Benchmark
  public Failure connectTimedOut() {
    return ConnectFailure.timedOut(List.of(first, second), Map.of(), second, Duration.ofSeconds(3));
  }

  @Benchmark
  public Failure handshakeAlert() {
    return TlsFailure.of(alerted, "203.0.113.7:443");
  }
}
