package io.probity.probe.http;

import io.netty.buffer.ByteBuf;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.probe.Response;
import io.probity.probe.http.PhaseTimes.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and its response on one connection. Loop-confined; ends exactly once. */
final class Exchange implements Tap.Listener, Wire.Listener {
  private static final byte[] NOTHING = new byte[0];

  /** Hears how the exchange ended. */
  interface Listener {
    /** The request is being written: this is the moment from which the response is waited for. */
    void sent();

    /** A complete head is here. */
    void headArrived();

    /**
     * The end.
     *
     * @param response what arrived, null: no complete head
     * @param failure null: a complete response
     */
    void ended(@Nullable Response response, @Nullable Failure failure);
  }

  private final Link link;
  private final Outgoing out;
  private final long maxBody;
  private final PhaseTimes times;
  private final FaultLog faults;
  private final Listener listener;
  private final @Nullable ByteArrayOutputStream body;
  private boolean written;
  private boolean firstByte;
  private @Nullable ResponseHead head;
  private long bytes;
  private boolean over;

  /** An exchange that begins with {@link #start}. */
  Exchange(
      Link link, Outgoing out, long maxBody, PhaseTimes times, FaultLog faults, Listener listener) {
    this.link = link;
    this.out = out;
    this.maxBody = maxBody;
    this.times = times;
    this.faults = faults;
    this.listener = listener;
    this.body = out.bodyWanted() ? new ByteArrayOutputStream() : null;
  }

  void start() {
    link.tap().listener(this);
    times.begin(Part.WRITE, System.nanoTime());
    link.wire().send(out, this);
  }

  /** The time is up. */
  void expire() {
    end(ExchangeFailure.timedOut(this, times.currentMillis(System.nanoTime())));
  }

  /**
   * How long the connection may serve other requests after this exchange: as long as the server
   * keeps it by its own word, a year if it is silent. 0: it may not.
   */
  long keptNanos() {
    boolean fit = over && written && link.wire().clean();
    return fit && head != null ? TimeUnit.SECONDS.toNanos(KeepAlive.seconds(head)) : 0;
  }

  Link link() {
    return link;
  }

  boolean wasWritten() {
    return written;
  }

  boolean firstByteSeen() {
    return firstByte;
  }

  boolean headSeen() {
    return head != null;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void notHttp(IllegalArgumentException cause) {
    faults.tell(out.origin().authority(), "A request cannot be written as HTTP", cause);
    end(
        Failure.of(
            FailureClass.MONITOR_INTERNAL,
            "The request cannot be written as HTTP: a header or the method is not valid."));
  }

  @Override
  public void sending() {
    listener.sent();
  }

  @Override
  public void written() {
    written = true;
    if (!over && !firstByte) {
      times.begin(Part.FIRST_BYTE, System.nanoTime());
    }
  }

  @Override
  public void bytesArrived() {
    sawFirstByte();
  }

  private void sawFirstByte() {
    if (!over && !firstByte) {
      firstByte = true;
      times.begin(Part.TRANSFER, System.nanoTime());
    }
  }

  @Override
  public void headArrived(ResponseHead arrived) {
    if (over) {
      return;
    }
    sawFirstByte();
    head = arrived;
    listener.headArrived();
  }

  @Override
  public void bodyArrived(ByteBuf chunk) {
    bytes += chunk.readableBytes();
    if (over) {
      return;
    }
    if (bytes > maxBody) {
      end(
          new Failure(
              FailureClass.RESPONSE_BODY_TOO_LARGE,
              "The body is larger than the limit of " + maxBody + " bytes.",
              Map.of("limit", maxBody)));
    } else if (body != null) {
      keep(chunk, body);
    }
  }

  private static void keep(ByteBuf chunk, ByteArrayOutputStream body) {
    try {
      chunk.readBytes(body, chunk.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void completed() {
    end(link.tap().reset() ? ExchangeFailure.gone(this) : null);
  }

  @Override
  public void malformed(Throwable cause) {
    end(ExchangeFailure.malformed(this, cause));
  }

  @Override
  public void tlsBroken() {
    end(ExchangeFailure.tlsBroken(this));
  }

  @Override
  public void closed() {
    end(ExchangeFailure.gone(this));
  }

  @Override
  public void streamReset(long code) {
    end(ExchangeFailure.streamReset(this, code));
  }

  @Override
  public void failed(Throwable bug) {
    faults.tell(out.origin().authority(), "A response cannot be dealt with", bug);
    end(
        Failure.of(
            FailureClass.MONITOR_INTERNAL, "The monitor cannot deal with what was answered."));
  }

  @Override
  public void broken() {
    end(ExchangeFailure.gone(this));
  }

  private void end(@Nullable Failure failure) {
    if (over) {
      return;
    }
    over = true;
    times.end(System.nanoTime());
    link.tap().listener(null);
    listener.ended(response(), failure);
  }

  private @Nullable Response response() {
    if (head == null) {
      return null;
    }
    return new Response(
        head.status(),
        head.version(),
        head.headers(),
        bytes,
        body == null ? NOTHING : body.toByteArray());
  }
}
