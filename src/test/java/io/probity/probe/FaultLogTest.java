package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final Logger LOG = Logger.getLogger(FaultLog.class.getName());

  private final FaultLog faults = new FaultLog();
  private final List<Throwable> thrown = new ArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          thrown.add(record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setUseParentHandlers(false); // a thousand stacks say nothing to whoever reads the log
    LOG.addHandler(ear);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(ear);
    LOG.setUseParentHandlers(true);
  }

  private void tell(String subject, Throwable fault) {
    faults.tell(subject, "It failed", fault);
  }

  @Test
  void tellsTheSameOnceAndAnythingElseToo() {
    for (int i = 0; i < 3; i++) {
      tell("endpoint 1, revision 1", new IllegalStateException());
      tell("endpoint 1, revision 1", new IllegalArgumentException());
      tell("endpoint 1, revision 2", new IllegalStateException());
    }
    assertThat(thrown).hasSize(3);
  }

  @Test
  void givesTheStackAndTheCausesWithoutTheirMessages() {
    Exception cause = new IllegalArgumentException("s3cret");
    tell("x.test:443", new IllegalStateException("of s3cret", cause));
    Throwable told = thrown.get(0);
    assertThat(told).hasMessage("java.lang.IllegalStateException");
    assertThat(told.getStackTrace()[0].getClassName()).isEqualTo(getClass().getName());
    assertThat(told.getCause()).hasMessage("java.lang.IllegalArgumentException").hasNoCause();
  }

  @Test
  void remembersNoMoreThanItsBound() {
    IllegalStateException fault = new IllegalStateException();
    for (int port = 1; port <= FaultLog.REMEMBERED + 1; port++) {
      tell("x.test:" + port, fault);
    }
    assertThat(thrown).hasSize(FaultLog.REMEMBERED + 1);
    tell("x.test:2", fault);
    assertThat(thrown).as("still known").hasSize(FaultLog.REMEMBERED + 1);
    tell("x.test:1", fault);
    assertThat(thrown).as("long forgotten").hasSize(FaultLog.REMEMBERED + 2);
  }
}
