package io.probity.probe.http;

import io.netty.handler.codec.http2.Http2Exception;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.FaultLog;
import io.probity.probe.Response;
import io.probity.probe.http.PhaseTimes.Part;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.HostAndPort;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and its response on one connection. Loop-confined; ends exactly once. */
final class Exchange implements Tap.Listener {
  private static final Set<String> CONNECTION_FIELDS =
      Set.of(
          "host", "connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection");
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
  private final HopRequest request;
  private final Map<String, String> headers;
  private final long maxBody;
  private final PhaseTimes times;
  private final FaultLog faults;
  private final Listener listener;
  private final @Nullable ByteArrayOutputStream body;
  private boolean written;
  private boolean firstByte;
  private @Nullable HttpClientResponse head;
  private long bytes;
  private boolean over;

  /**
   * An exchange that begins with {@link #start}.
   *
   * @param keepBody whether the body is wanted, or only its length
   */
  Exchange(
      Link link,
      HopRequest request,
      Map<String, String> headers,
      long maxBody,
      boolean keepBody,
      PhaseTimes times,
      FaultLog faults,
      Listener listener) {
    this.link = link;
    this.request = request;
    this.headers = headers;
    this.maxBody = maxBody;
    this.times = times;
    this.faults = faults;
    this.listener = listener;
    this.body = keepBody ? new ByteArrayOutputStream() : null;
  }

  void start(ContextInternal context) {
    link.tap().listener(this);
    times.begin(Part.WRITE, System.nanoTime());
    link.http()
        .createRequest(context)
        .onComplete(
            created -> {
              if (created.succeeded()) {
                sendOrGiveUp(created.result());
              } else {
                failed(created.cause());
              }
            });
  }

  /** The time is up. */
  void expire() {
    end(ExchangeFailure.timedOut(this, times.currentMillis(System.nanoTime())));
  }

  /** Whether the connection may serve another request after this exchange. */
  boolean reusable() {
    return over && written && head != null && KeepAlive.of(head, headers).reusable();
  }

  /** How long the server keeps the connection at least, by its own word; a year if it is silent. */
  long keptNanos() {
    return TimeUnit.SECONDS.toNanos(head == null ? 0 : KeepAlive.of(head, headers).seconds());
  }

  Link link() {
    return link;
  }

  HopRequest request() {
    return request;
  }

  boolean written() {
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

  private void sendOrGiveUp(HttpClientRequest out) {
    try {
      send(out);
    } catch (IllegalArgumentException notHttp) {
      faults.tell(request.origin().authority(), "A request cannot be written as HTTP", notHttp);
      end(
          Failure.of(
              FailureClass.MONITOR_INTERNAL,
              "The request cannot be written as HTTP: a header or the method is not valid."));
    }
  }

  private void send(HttpClientRequest out) {
    Origin origin = request.origin();
    out.setMethod(HttpMethod.valueOf(request.method())).setURI(request.target());
    String host = headers.get("host");
    HostAndPort authority =
        host == null ? null : HostAndPort.parseAuthority(host, origin.tls() ? 443 : 80);
    out.authority(authority == null ? HostAndPort.create(origin.host(), origin.port()) : authority);
    headers.forEach(
        (name, value) -> {
          if (!link.http2() || !CONNECTION_FIELDS.contains(name)) {
            out.putHeader(name, value);
          }
        });
    out.exceptionHandler(this::failed);
    out.response()
        .onComplete(
            arrived -> {
              if (arrived.succeeded()) {
                headArrived(arrived.result());
              } else {
                failed(arrived.cause());
              }
            });
    listener.sent();
    var writing = request.body() == null ? out.end() : out.end(Buffer.buffer(request.body()));
    writing.onComplete(
        done -> {
          if (done.succeeded()) {
            wasWritten();
          } else {
            failed(done.cause());
          }
        });
  }

  private void wasWritten() {
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

  private void headArrived(HttpClientResponse response) {
    if (over) {
      return;
    }
    sawFirstByte();
    head = response;
    listener.headArrived();
    response.exceptionHandler(this::failed);
    response.handler(this::chunk);
    response.endHandler(nothing -> finished());
  }

  private void chunk(Buffer chunk) {
    bytes += chunk.length();
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
      body.writeBytes(chunk.getBytes());
    }
  }

  private void finished() {
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

  private void failed(Throwable cause) {
    if (cause instanceof StreamResetException reset) {
      end(ExchangeFailure.streamReset(this, reset.getCode()));
    } else if (cause instanceof Http2Exception) {
      end(ExchangeFailure.malformed(this, cause));
    } else {
      end(ExchangeFailure.gone(this));
    }
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
        head.statusCode(),
        link.version(head.version()),
        KeepAlive.headers(head),
        bytes,
        body == null ? NOTHING : body.toByteArray());
  }
}
