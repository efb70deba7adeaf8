package io.probity.alert.webhook;

import io.probity.alert.HeartbeatCall;
import io.probity.alert.SendResult;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.Family;
import io.probity.net.PinnedAddress;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.X509TrustManager;

/**
 * Calls the heartbeat URL over Vert.x, through the egress policy like everything else that leaves.
 * Of the answer only the status is read.
 */
public final class HeartbeatClient implements HeartbeatCall {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Context loop;
  private final Egress egress;
  private final String userAgent;
  private final Duration timeout;
  private final HttpClient engine;

  /**
   * A client.
   *
   * @param loop the event loop that {@code egress} belongs to
   * @param trust who may vouch for the receiver's certificate
   */
  public HeartbeatClient(Context loop, Egress egress, X509TrustManager trust, String userAgent) {
    this(loop, egress, trust, userAgent, TIMEOUT);
  }

  HeartbeatClient(
      Context loop, Egress egress, X509TrustManager trust, String userAgent, Duration timeout) {
    this.loop = loop;
    this.egress = egress;
    this.userAgent = userAgent;
    this.timeout = timeout;
    this.engine =
        loop.owner()
            .createHttpClient(
                new HttpClientOptions()
                    .setTrustOptions(TrustOptions.wrap(trust))
                    .setVerifyHost(true)
                    .setTrustAll(false)
                    .setConnectTimeout((int) CONNECT.toMillis())
                    .setKeepAlive(false));
  }

  @Override
  public CompletionStage<SendResult> call(URI url) {
    CompletableFuture<SendResult> result = new CompletableFuture<>();
    loop.runOnContext(start -> begin(url, result));
    return result;
  }

  private void begin(URI url, CompletableFuture<SendResult> result) {
    long deadline =
        loop.owner()
            .setTimer(
                timeout.toMillis(),
                timer -> result.complete(new SendResult.Failed("No answer came in time.")));
    result.whenComplete((any, thrown) -> loop.owner().cancelTimer(deadline));
    String host = url.getHost().replace("[", "").replace("]", "");
    egress
        .admit(host, Ports.of(url), Family.ANY, CONNECT)
        .whenComplete(
            (admission, thrown) -> {
              if (thrown != null) {
                result.completeExceptionally(thrown);
              } else if (admission instanceof Admission.Admitted admitted) {
                get(url, admitted.addresses().iterator(), result);
              } else {
                result.complete(new SendResult.Failed(refusal(admission)));
              }
            });
  }

  private static String refusal(Admission admission) {
    return admission instanceof Admission.Refused refused
        ? refused.detail()
        : ((Admission.Unresolved) admission).detail();
  }

  /** The addresses are tried in turn until one takes the connection. */
  private void get(
      URI url, Iterator<PinnedAddress> addresses, CompletableFuture<SendResult> result) {
    PinnedAddress address = addresses.next();
    engine
        .request(target(url, address))
        .onSuccess(request -> send(request, result))
        .onFailure(
            thrown -> {
              if (addresses.hasNext() && !result.isDone()) {
                get(url, addresses, result);
              } else {
                result.complete(new SendResult.Failed(SendFailure.sentence(thrown)));
              }
            });
  }

  private static void send(HttpClientRequest request, CompletableFuture<SendResult> result) {
    // However it ends, nothing more is read: the deadline may have come first.
    result.whenComplete((any, thrown) -> request.connection().close());
    request
        .send()
        .onSuccess(
            answer -> result.complete(new SendResult.Answered(answer.statusCode(), "", null)))
        .onFailure(thrown -> result.complete(new SendResult.Failed(SendFailure.sentence(thrown))));
  }

  private RequestOptions target(URI url, PinnedAddress address) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setServer(SocketAddress.inetSocketAddress(address.port(), address.literal()))
        .setHost(url.getHost())
        .setPort(Ports.of(url))
        .setSsl(url.getScheme().equalsIgnoreCase("https"))
        .setFollowRedirects(false)
        .putHeader("user-agent", userAgent)
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
  }
}
