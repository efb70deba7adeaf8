package io.probity.testing;

import java.util.Queue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears what all of the program logs at a level or above it, until it is closed. */
public final class LogEar extends Handler {
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
    if (isLoggable(record)) {
      words.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
