package io.probity.alert.webhook;

import io.probity.alert.AlertChannel;
import io.probity.alert.Message;
import io.probity.alert.SendResult;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.Family;
import io.probity.net.PinnedAddress;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.X509TrustManager;

/**
 * Sends messages as signed POSTs (Standard Webhooks) over Vert.x's web client, to addresses that
 * the egress policy admits and to no others. Follows no redirect.
 */
public final class WebhookChannel implements AlertChannel {
  /** From the call to the end of the answer, resolving included. */
  static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int CONNECTIONS_PER_RECEIVER = 32;

  /** Less than any common server keeps an idle connection, so that we are who closes it. */
  private static final int KEEP_ALIVE_SECONDS = 3;

  private final Context loop;
  private final Egress egress;
  private final Formats formats;
  private final InstantSource clock;
  private final Duration timeout;
  private final HttpClient engine;
  private final WebClientOptions options;

  /**
   * A sender.
   *
   * @param loop the event loop that sending is done on, the one {@code egress} belongs to
   * @param trust who may vouch for a receiver's certificate
   * @param formats the bodies of messages
   * @param userAgent such as {@code Probity/1.0}
   */
  public WebhookChannel(
      Context loop,
      Egress egress,
      X509TrustManager trust,
      Formats formats,
      String userAgent,
      InstantSource clock) {
    this(loop, egress, trust, formats, userAgent, clock, TIMEOUT);
  }

  WebhookChannel(
      Context loop,
      Egress egress,
      X509TrustManager trust,
      Formats formats,
      String userAgent,
      InstantSource clock,
      Duration timeout) {
    this.loop = loop;
    this.egress = egress;
    this.formats = formats;
    this.clock = clock;
    this.timeout = timeout;
    Vertx vertx = loop.owner();
    this.engine =
        vertx
            .httpClientBuilder()
            .with(clientOptions(trust))
            .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_RECEIVER))
            .build();
    this.options = new WebClientOptions().setFollowRedirects(false).setUserAgent(userAgent);
  }

  private static HttpClientOptions clientOptions(X509TrustManager trust) {
    return new HttpClientOptions()
        .setTrustOptions(TrustOptions.wrap(trust))
        .setVerifyHost(true)
        .setTrustAll(false)
        .setConnectTimeout((int) CONNECT.toMillis())
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
  }

  @Override
  public CompletionStage<SendResult> send(Message message) {
    CompletableFuture<SendResult> result = new CompletableFuture<>();
    // Off the loop: a template may take its time.
    loop.owner()
        .executeBlocking(() -> formats.body(message), false)
        .onSuccess(body -> loop.runOnContext(start -> begin(message, body, result)))
        .onFailure(thrown -> result.complete(new SendResult.Failed(SendFailure.sentence(thrown))));
    return result;
  }

  private void begin(Message message, Body body, CompletableFuture<SendResult> result) {
    long begun = System.nanoTime();
    String host = message.url().getHost().replace("[", "").replace("]", "");
    egress
        .admit(host, Ports.of(message.url()), Family.ANY, CONNECT)
        .thenCompose(admission -> post(message, body, admission, begun))
        .whenComplete(
            (sent, thrown) ->
                result.complete(
                    thrown == null ? sent : new SendResult.Failed(SendFailure.sentence(thrown))));
  }

  private CompletionStage<SendResult> post(
      Message message, Body body, Admission admission, long begun) {
    if (admission instanceof Admission.Refused refused) {
      return CompletableFuture.completedStage(new SendResult.Failed(refused.detail()));
    }
    if (admission instanceof Admission.Unresolved unresolved) {
      return CompletableFuture.completedStage(new SendResult.Failed(unresolved.detail()));
    }
    return post(message, body, ((Admission.Admitted) admission).addresses(), 0, begun);
  }

  /** The addresses are tried in turn until one takes the connection. */
  private CompletionStage<SendResult> post(
      Message message, Body body, List<PinnedAddress> addresses, int index, long begun) {
    Duration left = timeout.minusNanos(System.nanoTime() - begun);
    Sending sending = new Sending(loop, engine, options);
    return sending
        .post(message, body, addresses.get(index), clock.instant(), left)
        .thenCompose(
            result ->
                sending.connected()
                        || index + 1 == addresses.size()
                        || System.nanoTime() - begun >= timeout.toNanos()
                    ? CompletableFuture.completedStage(result)
                    : post(message, body, addresses, index + 1, begun));
  }
}
