package io.probity.alert.webhook;

import io.probity.alert.Message;
import io.probity.alert.SendResult;
import io.probity.net.PinnedAddress;
import io.probity.secret.TextMask;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One POST to one admitted address. Confined to its event loop. It ends with the answer's end, with
 * more body than anyone reads, with an error or at the deadline, whichever comes first; but for the
 * first, the connection is closed.
 */
final class Sending {
  private final Context loop;
  private final WebClient client;
  private final CompletableFuture<SendResult> result = new CompletableFuture<>();
  private final Excerpt excerpt = new Excerpt(this::cutShort);
  private TextMask mask = TextMask.of(Set.of());
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;

  Sending(Context loop, HttpClient engine, WebClientOptions options) {
    this.loop = loop;
    // A wrapper per sending: the interceptor is how this one gets hold of its own exchange.
    this.client = WebClient.wrap(engine, options);
    ((WebClientInternal) client).addInterceptor(this::follow);
  }

  /**
   * Sends the message.
   *
   * @param left until the deadline
   */
  CompletableFuture<SendResult> post(
      Message message, Body body, PinnedAddress address, Instant now, Duration left) {
    mask = Echo.mask(message);
    String id = message.id().toString();
    long seconds = now.getEpochSecond();
    var post = client.request(HttpMethod.POST, server(address), target(message.url()));
    post.followRedirects(false);
    message.headers().forEach(post::putHeader);
    body.headers().forEach(post::putHeader);
    post.putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", Long.toString(seconds))
        .putHeader(
            "webhook-signature", StandardSignature.of(message.keys(), id, seconds, body.bytes()));
    long deadline =
        loop.owner()
            .setTimer(Math.max(1, left.toMillis()), timer -> end(soFar("No answer came in time.")));
    result.whenComplete((any, thrown) -> loop.owner().cancelTimer(deadline));
    post.as(BodyCodec.pipe(excerpt))
        .sendBuffer(Buffer.buffer(body.bytes()))
        .onSuccess(
            answer ->
                result.complete(answered(answer.statusCode(), answer.getHeader("retry-after"))))
        .onFailure(thrown -> end(soFar(SendFailure.sentence(thrown))));
    return result;
  }

  private static SocketAddress server(PinnedAddress address) {
    return SocketAddress.inetSocketAddress(address.port(), address.literal());
  }

  private static RequestOptions target(URI url) {
    boolean secure = url.getScheme().equalsIgnoreCase("https");
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setHost(url.getHost())
        .setPort(Ports.of(url))
        .setSsl(secure)
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
  }

  /** Keeps the request and the response: the exchange itself forgets them as it goes on. */
  private void follow(HttpContext<?> exchange) {
    if (exchange.phase() == ClientPhase.RECEIVE_RESPONSE) {
      response = exchange.clientResponse();
    }
    if (exchange.phase() == ClientPhase.SEND_REQUEST) {
      request = exchange.clientRequest();
      if (result.isDone()) {
        hangUp(request);
        exchange.fail(new IllegalStateException("over before there was a connection"));
        return;
      }
    }
    exchange.next();
  }

  /** The body is longer than what is kept; what came is the answer. */
  private void cutShort() {
    end(soFar("The answer came without a head."));
  }

  /** A body that breaks off takes nothing back: the receiver has said what it thinks. */
  private SendResult soFar(String complaint) {
    return response == null
        ? new SendResult.Failed(complaint)
        : answered(response.statusCode(), response.getHeader("retry-after"));
  }

  private SendResult answered(int status, @Nullable String retryAfter) {
    return new SendResult.Answered(status, mask.of(excerpt.text()), retryAfter);
  }

  private void end(SendResult how) {
    if (result.complete(how) && request != null) {
      hangUp(request);
    }
  }

  /** Whether there was a connection to send on. */
  boolean connected() {
    return request != null;
  }

  /** HTTP/1.1 without pipelining: the connection carries nothing else. A reset would leave it. */
  private static void hangUp(HttpClientRequest request) {
    request.reset();
    request.connection().close();
  }
}
