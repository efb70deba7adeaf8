package io.probity.check;

import org.jboss.logging.Logger;

/** A tick that throws is logged once per kind of failure, and the next one still runs. */
final class Chore implements Runnable {
  private static final Logger LOG = Logger.getLogger(Chore.class);

  private final String name;
  private final Runnable work;
  private String last = "";

  Chore(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  @Override
  public void run() {
    try {
      work.run();
      last = "";
    } catch (RuntimeException e) {
      if (!last.equals(e.toString())) {
        last = e.toString();
        LOG.errorf(e, "The %s failed; it goes on with its next turn", name);
      }
    }
  }
}
