package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Auth;
import io.probity.probe.Attempt;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.secret.Secret;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is logged when a request of ours cannot even be sent. */
class UnsentFaultTest {
  private static final Logger LOG = Logger.getLogger(FaultLog.class.getName());
  private static final String SECRET = "h3ader-secret";

  private final ProberFixture probe = new ProberFixture();
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(ear);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(ear);
    probe.close();
  }

  private static String text(LogRecord record) {
    StringWriter text = new StringWriter();
    text.append(ExtLogRecord.wrap(record).getFormattedMessage()).append('\n');
    record.getThrown().printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private void assertInternal(Attempt attempt) {
    assertThat(attempt.failure().cls()).isEqualTo(FailureClass.MONITOR_INTERNAL);
  }

  private String theOnlyRecord() {
    assertThat(records).hasSize(1);
    assertThat(records.element().getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
    return text(records.element());
  }

  @Test
  void aTlsEngineThatCannotBeSetUpIsLoggedOnceWithItsStackAndNoSecret() {
    try (TargetServer server =
        TargetServer.tls(TestCa.root("Root").leaf("x.test"), with -> with.serveOk("fine"))) {
      Auth unreadable = new Auth.MutualTls("no certificate", new Secret(SECRET));
      Specs specs = Specs.of(server.url("x.test", "/")).auth(unreadable);
      for (int i = 0; i < 3; i++) {
        assertInternal(probe.fresh(specs));
      }
      assertThat(theOnlyRecord())
          .contains("TLS engine", "x.test:" + server.port(), "at io.probity.probe.http.")
          .doesNotContain(SECRET, "no certificate");
    }
  }

  @Test
  void aRequestThatIsNoHttpIsLoggedOnceWithItsStackAndNoSecret() {
    try (TargetServer server = TargetServer.plain(with -> with.serveOk("fine"))) {
      Specs specs =
          Specs.of(server.url("x.test", "/"))
              .secretHeaders(Map.of("x-key", new Secret(SECRET + "\r\nx: y")));
      for (int i = 0; i < 3; i++) {
        assertInternal(probe.pooled(specs));
      }
      assertThat(theOnlyRecord())
          .contains("written as HTTP", "x.test:" + server.port(), "IllegalArgumentException")
          .contains("at io.probity.probe.http.Exchange")
          .doesNotContain(SECRET);
      assertThat(server.requests()).isEmpty();
    }
  }
}
