package io.probity;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.logging.LoggingFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class OneLineLogTest {
  private final ExtFormatter printed = new PatternFormatter("%-5p %s%e%n");

  private String line(ExtLogRecord record) {
    assertThat(new OneLineLog().isLoggable(record)).isTrue();
    return printed.format(record);
  }

  private static ExtLogRecord record(String message, Object... parameters) {
    ExtLogRecord record =
        new ExtLogRecord(Level.WARNING, message, ExtLogRecord.FormatStyle.PRINTF, "any");
    record.setParameters(parameters);
    return record;
  }

  @Test
  void aNameIsNoLineOfItsOwn() {
    assertThat(line(record("%s is down", "a\r\nERROR forged\u001b[31m\u0085\u2028\u202e\u007f")))
        .isEqualTo(
            "WARNING a\\r\\nERROR forged\\u001b[31m\\u0085\\u2028\\u202e\\u007f is down"
                + System.lineSeparator());
  }

  @Test
  void whatPrintsStaysAsItIs() {
    assertThat(line(record("%d %% of \u540d\u524d \ud83d\ude00\t\\n, 100%%", 5)))
        .isEqualTo("WARNING 5 % of \u540d\u524d \ud83d\ude00\t\\n, 100%" + System.lineSeparator());
  }

  @Test
  void messagesOfExceptionsAreNoLinesEither() {
    IllegalStateException thrown =
        new IllegalStateException("outer", new IOException("inner\n2026-11-22 ERROR forged"));
    thrown.addSuppressed(new IOException("beside\u001b[2J"));
    ExtLogRecord record = record("It failed");
    record.setThrown(thrown);
    assertThat(line(record))
        .contains("java.lang.IllegalStateException: outer")
        .contains("java.io.IOException: inner\\n2026-11-22 ERROR forged")
        .contains("beside\\u001b[2J")
        .contains("at io.probity.OneLineLogTest.messagesOfExceptionsAreNoLinesEither")
        .doesNotContain("\n2026", "\u001b");
  }

  @Test
  void anExceptionThatPrintsIsKept() {
    IllegalStateException thrown = new IllegalStateException("outer", new IOException("inner"));
    ExtLogRecord record = record("It failed");
    record.setThrown(thrown);
    line(record);
    assertThat(record.getThrown()).isSameAs(thrown);
  }

  @Test
  void guardsTheConsoleAndTheFile() throws IOException {
    Properties settings = new Properties();
    try (InputStream in = OneLineLog.class.getResourceAsStream("/application.properties")) {
      settings.load(in);
    }
    String name = OneLineLog.class.getAnnotation(LoggingFilter.class).name();
    assertThat(settings)
        .containsEntry("quarkus.log.console.filter", name)
        .containsEntry("quarkus.log.file.filter", name);
  }
}
