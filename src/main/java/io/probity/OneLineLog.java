package io.probity;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * Escapes in messages, and in those of exceptions, what would end a line of the log or steer a
 * terminal: names and answers of others must not look like lines of ours. Lets every record pass.
 * Thread-safe.
 */
@LoggingFilter(name = "one-line")
public final class OneLineLog implements Filter {
  @Override
  public boolean isLoggable(LogRecord record) {
    if (record instanceof ExtLogRecord full) {
      String message = full.getFormattedMessage();
      if (message != null && !Printable.is(message)) {
        full.setMessage(Printable.of(message), FormatStyle.NO_FORMAT);
      }
    }
    Throwable thrown = record.getThrown();
    if (thrown != null && !RetoldThrowable.isPrintable(thrown)) {
      record.setThrown(RetoldThrowable.of(thrown));
    }
    return true;
  }
}
