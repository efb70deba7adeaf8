package io.probity.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.probity.testing.NettyServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A webhook receiver that writes down every delivery, believed or not, in order of arrival. */
final class Ledger implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EventLoopGroup loop = NettyServer.loop();
  private final NettyServer server;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> disbelieved = new ArrayList<>();
  private final Random random;
  private final long slownessMillis;
  private volatile Webhook verifier;

  /** A delivery whose signature was right. */
  record Entry(String id, JsonNode body, Instant at) {
    String type() {
      return body.get("type").asText();
    }

    /** When the event was made. */
    Instant made() {
      return Instant.parse(body.get("timestamp").asText());
    }

    /** The endpoint's public id, empty for events about the monitor. */
    String endpoint() {
      return body.at("/data/endpoint/id").asText();
    }

    /** Milliseconds from the end of the deciding check to the arrival. */
    double sinceVerdictMillis() {
      JsonNode check = body.at("/data/check");
      Duration since = Duration.between(Instant.parse(check.get("at").asText()), at);
      return since.toNanos() / 1e6
          - check.get("lagMs").asDouble()
          - check.at("/timings/totalMs").asDouble();
    }
  }

  /**
   * A receiver.
   *
   * @param host its address
   * @param slowness it answers 204 after a random part of this
   */
  Ledger(String host, Duration slowness, Random random) {
    this.slownessMillis = slowness.toMillis();
    this.random = random;
    server = new NettyServer(loop, host, this::handle);
  }

  String url() {
    InetSocketAddress address = server.address();
    return "http://%s:%d/hook".formatted(address.getHostString(), address.getPort());
  }

  /** Verifies by this secret from now on. */
  void trust(String secret) {
    verifier = new Webhook(secret);
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  synchronized int size() {
    return entries.size();
  }

  /** Bodies of which the signature was wrong or that were no JSON. */
  synchronized List<String> disbelieved() {
    return List.copyOf(disbelieved);
  }

  /** How many different events of a type came. */
  long distinct(String type) {
    return entries().stream()
        .filter(each -> each.type().equals(type))
        .map(Entry::id)
        .distinct()
        .count();
  }

  private void handle(ChannelHandlerContext context, FullHttpRequest request) {
    write(request, Instant.now());
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
    long delay = slownessMillis == 0 ? 0 : random.nextLong(slownessMillis);
    context
        .executor()
        .schedule(() -> context.writeAndFlush(response), delay, TimeUnit.MILLISECONDS);
  }

  private synchronized void write(FullHttpRequest request, Instant now) {
    String body = request.content().toString(StandardCharsets.UTF_8);
    Map<String, List<String>> headers = new TreeMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.put(header.getKey().toLowerCase(Locale.ROOT), List.of(header.getValue())));
    try {
      verifier.verify(body, HttpHeaders.of(headers, (name, value) -> true));
      entries.add(new Entry(request.headers().get("webhook-id"), JSON.readTree(body), now));
    } catch (WebhookVerificationException | IOException | RuntimeException e) {
      disbelieved.add(body + " " + e);
    }
  }

  @Override
  public void close() {
    server.close();
    loop.shutdownGracefully();
  }
}
