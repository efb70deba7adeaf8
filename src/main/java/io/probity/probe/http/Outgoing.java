package io.probity.probe.http;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.probity.endpoint.EndpointSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as an endpoint's configuration has it sent. That of a pooled endpoint is kept from
 * check to check, so it holds only what each of them needs. Loop-confined.
 */
final class Outgoing {
  private final EndpointSpec spec;
  private final HopRequest request;
  private final String userAgent;
  private final boolean closes;
  private final Origin origin;
  private final Route route;
  private final boolean bodyWanted;
  private byte @Nullable [] http1;

  /**
   * A request that is ready to be sent.
   *
   * @param userAgent sent unless the endpoint sets its own
   * @param closes whether to announce that the connection will not be used again
   */
  Outgoing(HopRequest request, EndpointSpec spec, String userAgent, boolean closes) {
    this.spec = spec;
    this.request = request;
    this.userAgent = userAgent;
    this.closes = closes;
    origin = request.origin();
    route = request.route(spec);
    bodyWanted = BodyUse.wanted(spec);
  }

  /** Whether it was made by this very configuration. */
  boolean isOf(EndpointSpec other) {
    return spec == other;
  }

  HopRequest request() {
    return request;
  }

  Origin origin() {
    return origin;
  }

  Route route() {
    return route;
  }

  /** Whether an assertion needs the body of the response. */
  boolean bodyWanted() {
    return bodyWanted;
  }

  /** The header fields to send, lower-case names. */
  Map<String, String> headers() {
    return request.headers(spec, userAgent, closes);
  }

  /**
   * The whole message as HTTP/1.1 has it (RFC 9112). Not to be changed.
   *
   * @throws IllegalArgumentException if it would be another one, or none, to whoever reads it
   */
  byte[] http1() {
    byte[] known = http1;
    if (known == null) {
      known = encode();
      http1 = request.body() == null ? known : null; // the text of it is kept already
    }
    return known;
  }

  private byte[] encode() {
    String target = request.target();
    if (HttpHeaderValidationUtil.validateToken(request.method()) >= 0
        || target.chars().anyMatch(each -> each <= ' ' || each >= 0x7f)) {
      throw new IllegalArgumentException("The method or the target is not valid.");
    }
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers().forEach((name, value) -> append(head, name, value));
    byte[] body = new byte[0];
    if (request.body() != null) {
      body = request.body().getBytes(StandardCharsets.UTF_8);
      append(head, "content-length", Integer.toString(body.length));
    }
    byte[] lines = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(lines.length + body.length).put(lines).put(body).array();
  }

  /** Blanks around a value are no part of it (RFC 9110 section 5.5). */
  private static void append(StringBuilder head, String name, String given) {
    String value = given.strip();
    if (name.isEmpty()
        || HttpHeaderValidationUtil.validateToken(name) >= 0
        || HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
      throw new IllegalArgumentException("The header " + name + " is not valid.");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
