package io.probity.alert.webhook;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to sign a webhook of 1 KiB. */
@State(Scope.Thread)
public class SignatureMicroBench {
  private final List<String> secrets =
      List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=");
  private final byte[] body = new byte[1024];
  private long timestamp = 1_763_805_600L;

  @Benchmark
  public String webhookOfOneKibibyte() {
    return StandardSignature.of(secrets, "01993f4e-7c1a-7cc0-8000-0123456789ab", timestamp++, body);
  }
}
