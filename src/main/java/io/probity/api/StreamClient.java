package io.probity.api;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listener. What it has not taken yet waits in memory, and with too much of that it is cut off:
 * it comes back and resumes. Events are sent by one thread.
 */
final class StreamClient {
  /** The most events that wait for a client. */
  static final int MAX_WAITING = 10_000;

  /** Where events go; thread-safe. */
  interface Outlet {
    /**
     * Sends an event; completes once it is on its way.
     *
     * @throws IllegalStateException if the client has left by now, here and in {@link #comment}
     */
    CompletionStage<?> event(String id, String type, String data);

    /** Sends a comment, which no listener hears. */
    CompletionStage<?> comment();

    boolean isClosed();

    void close();
  }

  private final StreamFilter filter;
  private final @Nullable String lastEventId;
  private final Outlet outlet;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * A client.
   *
   * @param lastEventId where it wants to resume, null: from now on
   */
  StreamClient(StreamFilter filter, @Nullable String lastEventId, Outlet outlet) {
    this.filter = filter;
    this.lastEventId = lastEventId;
    this.outlet = outlet;
  }

  StreamFilter filter() {
    return filter;
  }

  @Nullable String lastEventId() {
    return lastEventId;
  }

  boolean isClosed() {
    return outlet.isClosed();
  }

  void event(String id, String type, String data) {
    send(() -> outlet.event(id, type, data));
  }

  void comment() {
    send(outlet::comment);
  }

  void close() {
    outlet.close();
  }

  private void send(Supplier<CompletionStage<?>> sending) {
    try {
      sent(sending.get());
    } catch (IllegalStateException leftMeanwhile) {
      outlet.close();
    }
  }

  private void sent(CompletionStage<?> sending) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      outlet.close();
    }
    sending.whenComplete(
        (done, failure) -> {
          waiting.decrementAndGet();
          if (failure != null) {
            outlet.close();
          }
        });
  }
}
