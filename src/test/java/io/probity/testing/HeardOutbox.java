package io.probity.testing;

import io.probity.alert.Event;
import io.probity.alert.Outbox;
import io.probity.db.Tx;
import java.util.function.Consumer;

/** Passes events on to a test, and stores nothing. */
public record HeardOutbox(Consumer<Event> hears) implements Outbox {
  public static final HeardOutbox BY_NOBODY = new HeardOutbox(event -> {});

  @Override
  public void publish(Tx tx, Event event) {
    hears.accept(event);
  }

  @Override
  public void wake() {}
}
