package io.probity.alert.webhook;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the first KiB of an answer's body, and says when there is more than that. */
final class Excerpt implements WriteStream<Buffer> {
  static final int MOST = 1024;

  private final Buffer kept = Buffer.buffer();
  private final Runnable overflow;

  /**
   * An empty one.
   *
   * @param overflow called when the body is longer than what is kept
   */
  Excerpt(Runnable overflow) {
    this.overflow = overflow;
  }

  /** What came, as UTF-8; broken bytes are replaced, and NUL too since no text column takes it. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }

  @Override
  public Future<Void> write(Buffer data) {
    int room = MOST - kept.length();
    kept.appendBuffer(data, 0, Math.min(room, data.length()));
    if (data.length() > room) {
      overflow.run();
    }
    return Future.succeededFuture();
  }

  @Override
  public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
    write(data).onComplete(handler);
  }

  @Override
  public void end(@Nullable Handler<AsyncResult<Void>> handler) {
    if (handler != null) {
      handler.handle(Future.succeededFuture());
    }
  }

  @Override
  public boolean writeQueueFull() {
    return false;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
    return this;
  }
}
