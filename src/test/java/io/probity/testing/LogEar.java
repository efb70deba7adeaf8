package io.probity.testing;

import java.util.Queue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hears what all of the program logs at a level or above it, until it is closed; not what the
 * tests' database server says of itself.
 */
public final class LogEar extends Handler implements AutoCloseable {
  private static final String DATABASE_SERVER = "io.zonky.test.";

  private final Queue<String> words;

  private LogEar(Level level, Queue<String> words) {
    this.words = words;
    setLevel(level);
  }

  /** Begins to listen. */
  public static LogEar on(Level level, Queue<String> words) {
    LogEar ear = new LogEar(level, words);
    Logger.getLogger("").addHandler(ear);
    return ear;
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record) && !record.getLoggerName().startsWith(DATABASE_SERVER)) {
      words.add(record.getLoggerName() + ": " + text(record) + " " + thrown(record.getThrown()));
    }
  }

  /** With its arguments in place, as it is printed. */
  private static String text(LogRecord record) {
    return record instanceof ExtLogRecord full ? full.getFormattedMessage() : record.getMessage();
  }

  private static String thrown(@Nullable Throwable thrown) {
    return thrown == null ? "" : thrown + " " + thrown(thrown.getCause());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
