package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.util.HexFormat;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that choose HTTP/2 and then do not speak it. */
class Http2PrefaceTest {
  private static final TestCa.Issued IDENTITY = TestCa.root("Preface root").leaf("x.test");
  private final ProberFixture probe = new ProberFixture();

  @AfterEach
  void stop() {
    probe.close();
  }

  private Failure failure(String hex) {
    TargetServer.Script script =
        with -> {
          with.receive(24);
          with.send(HexFormat.of().parseHex(hex));
          with.drain();
        };
    try (TargetServer server =
        TargetServer.tls(
            TargetServer.contextOf(IDENTITY),
            socket -> {
              SSLParameters parameters = socket.getSSLParameters();
              parameters.setApplicationProtocols(new String[] {"h2"});
              socket.setSSLParameters(parameters);
            },
            script)) {
      Specs specs = Specs.of(server.url("x.test", "/")).timeoutsMs(5_000, 5_000, 800, 8_000);
      Attempt attempt = probe.fresh(specs);
      assertThat(attempt.tls().chain()).containsExactlyElementsOf(IDENTITY.chain());
      assertThat(attempt.failure().detail()).startsWith("127.0.0.1:" + server.port());
      return attempt.failure();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "an HTTP/1 answer, 485454502f312e312034303020420d0a0d0a",
    "another frame, 000000000000000003",
    "an acknowledgement, 000000040100000000",
    "on a stream, 000000040000000003",
    "of a length no entries have, 000005040000000000 0001000000",
    "beyond the largest frame, 004002040000000000",
    "with push, 000006040000000000 000200000001",
    "with a window too large, 000006040000000000 000480000000",
    "with a frame too small, 000006040000000000 000500003fff",
    "with a frame too large, 000006040000000000 000501000000",
  })
  void whatIsNoSettingsIsMalformed(String what, String hex) {
    assertThat(failure(hex.replace(" ", "")).cls()).isEqualTo(FailureClass.RESPONSE_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing, ''",
    "half a header, 00000004",
    "half an entry, 000006040000000000 0003",
    "settings alone, 000006040000000000 000300000064",
    "unknown ones, 000006040000000000 00aaffffffff"
  })
  void silenceIsATimeout(String what, String hex) {
    assertThat(failure(hex.replace(" ", "")).cls()).isEqualTo(FailureClass.RESPONSE_TIMEOUT);
  }

  @Test
  void framesThatMakeNoSenseAfterTheSettingsAreMalformed() {
    assertThat(failure("000000040000000000" + "ffffff000000000003").cls())
        .isEqualTo(FailureClass.RESPONSE_MALFORMED);
  }
}
