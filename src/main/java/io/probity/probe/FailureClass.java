package io.probity.probe;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that can go wrong with a probe. Stored by {@link #number()}, shown by {@link
 * #wireName()}; neither is ever changed or reused.
 */
public enum FailureClass {
  DNS_NXDOMAIN(1, "dns.nxdomain", Phase.DNS, RetryKind.CONFIRM_ONCE),
  DNS_NO_ADDRESS(2, "dns.no_address", Phase.DNS, RetryKind.CONFIRM_ONCE),
  DNS_SERVFAIL(3, "dns.servfail", Phase.DNS, RetryKind.BACKOFF),
  DNS_REFUSED(4, "dns.refused", Phase.DNS, RetryKind.BACKOFF),
  DNS_TIMEOUT(5, "dns.timeout", Phase.DNS, RetryKind.BACKOFF),
  DNS_MALFORMED(6, "dns.malformed", Phase.DNS, RetryKind.BACKOFF),
  EGRESS_DENIED(10, "egress.denied", Phase.POLICY, RetryKind.NEVER),
  CONNECT_REFUSED(20, "connect.refused", Phase.CONNECT, RetryKind.AT_ONCE),
  CONNECT_TIMEOUT(21, "connect.timeout", Phase.CONNECT, RetryKind.BACKOFF),
  CONNECT_UNREACHABLE(22, "connect.unreachable", Phase.CONNECT, RetryKind.BACKOFF),
  TLS_HANDSHAKE_TIMEOUT(30, "tls.handshake_timeout", Phase.TLS, RetryKind.BACKOFF),
  TLS_RESET(31, "tls.reset", Phase.TLS, RetryKind.DELAYED),
  TLS_CLOSED(32, "tls.closed", Phase.TLS, RetryKind.DELAYED),
  TLS_NOT_TLS(33, "tls.not_tls", Phase.TLS, RetryKind.NEVER),
  TLS_PROTOCOL_VERSION(34, "tls.protocol_version", Phase.TLS, RetryKind.NEVER),
  TLS_NO_COMMON_CIPHER(35, "tls.no_common_cipher", Phase.TLS, RetryKind.NEVER),
  TLS_UNRECOGNIZED_NAME(36, "tls.unrecognized_name", Phase.TLS, RetryKind.NEVER),
  TLS_CLIENT_CERTIFICATE_REQUIRED(
      37, "tls.client_certificate_required", Phase.TLS, RetryKind.NEVER),
  TLS_ALERT(38, "tls.alert", Phase.TLS, RetryKind.DELAYED),
  TLS_CERTIFICATE_EXPIRED(40, "tls.certificate_expired", Phase.TLS, RetryKind.NEVER),
  TLS_CERTIFICATE_NOT_YET_VALID(41, "tls.certificate_not_yet_valid", Phase.TLS, RetryKind.NEVER),
  TLS_INTERMEDIATE_EXPIRED(42, "tls.intermediate_expired", Phase.TLS, RetryKind.NEVER),
  TLS_HOSTNAME_MISMATCH(43, "tls.hostname_mismatch", Phase.TLS, RetryKind.NEVER),
  TLS_SELF_SIGNED(44, "tls.self_signed", Phase.TLS, RetryKind.NEVER),
  TLS_UNTRUSTED_ROOT(45, "tls.untrusted_root", Phase.TLS, RetryKind.NEVER),
  TLS_INCOMPLETE_CHAIN(46, "tls.incomplete_chain", Phase.TLS, RetryKind.NEVER),
  TLS_REVOKED(47, "tls.revoked", Phase.TLS, RetryKind.NEVER),
  TLS_WEAK_KEY(48, "tls.weak_key", Phase.TLS, RetryKind.NEVER),
  TLS_WEAK_SIGNATURE(49, "tls.weak_signature", Phase.TLS, RetryKind.NEVER),
  TLS_WRONG_USAGE(50, "tls.wrong_usage", Phase.TLS, RetryKind.NEVER),
  TLS_INVALID_CA(51, "tls.invalid_ca", Phase.TLS, RetryKind.NEVER),
  TLS_NAME_CONSTRAINT(52, "tls.name_constraint", Phase.TLS, RetryKind.NEVER),
  TLS_INVALID_CHAIN(53, "tls.invalid_chain", Phase.TLS, RetryKind.NEVER),
  REQUEST_TIMEOUT(60, "request.timeout", Phase.REQUEST, RetryKind.AT_ONCE),
  REQUEST_RESET(61, "request.reset", Phase.REQUEST, RetryKind.AT_ONCE),
  REQUEST_STALE_CONNECTION(62, "request.stale_connection", Phase.REQUEST, RetryKind.AT_ONCE),
  RESPONSE_TIMEOUT(70, "response.timeout", Phase.RESPONSE, RetryKind.BACKOFF),
  RESPONSE_HEADERS_TIMEOUT(71, "response.headers_timeout", Phase.RESPONSE, RetryKind.BACKOFF),
  RESPONSE_BODY_TIMEOUT(72, "response.body_timeout", Phase.RESPONSE, RetryKind.BACKOFF),
  RESPONSE_CLOSED(73, "response.closed", Phase.RESPONSE, RetryKind.AT_ONCE),
  RESPONSE_RESET(74, "response.reset", Phase.RESPONSE, RetryKind.AT_ONCE),
  RESPONSE_TRUNCATED(75, "response.truncated", Phase.RESPONSE, RetryKind.BACKOFF),
  RESPONSE_STREAM_RESET(76, "response.stream_reset", Phase.RESPONSE, RetryKind.AT_ONCE),
  RESPONSE_MALFORMED(77, "response.malformed", Phase.RESPONSE, RetryKind.BACKOFF),
  RESPONSE_HEADERS_TOO_LARGE(78, "response.headers_too_large", Phase.RESPONSE, RetryKind.NEVER),
  RESPONSE_BODY_TOO_LARGE(79, "response.body_too_large", Phase.RESPONSE, RetryKind.NEVER),
  RESPONSE_ENCODING(80, "response.encoding", Phase.RESPONSE, RetryKind.NEVER),
  REDIRECT_TOO_MANY(90, "redirect.too_many", Phase.REDIRECT, RetryKind.NEVER),
  REDIRECT_LOOP(91, "redirect.loop", Phase.REDIRECT, RetryKind.NEVER),
  REDIRECT_INVALID(92, "redirect.invalid", Phase.REDIRECT, RetryKind.NEVER),
  REDIRECT_DENIED(93, "redirect.denied", Phase.REDIRECT, RetryKind.NEVER),
  STATUS_4XX(100, "status.4xx", Phase.STATUS, RetryKind.NEVER),
  STATUS_5XX(101, "status.5xx", Phase.STATUS, RetryKind.BACKOFF),
  STATUS_429(102, "status.429", Phase.STATUS, RetryKind.RETRY_AFTER),
  STATUS_UNEXPECTED(103, "status.unexpected", Phase.STATUS, RetryKind.NEVER),
  ASSERTION_HEADER(110, "assertion.header", Phase.ASSERTION, RetryKind.NEVER),
  ASSERTION_BODY(111, "assertion.body", Phase.ASSERTION, RetryKind.NEVER),
  ASSERTION_JSON(112, "assertion.json", Phase.ASSERTION, RetryKind.NEVER),
  ASSERTION_LATENCY(113, "assertion.latency", Phase.ASSERTION, RetryKind.AT_ONCE),
  ASSERTION_CERTIFICATE(114, "assertion.certificate", Phase.ASSERTION, RetryKind.NEVER),
  MONITOR_OVERLOADED(120, "monitor.overloaded", Phase.MONITOR, RetryKind.NEVER),
  MONITOR_NETWORK_DOWN(121, "monitor.network_down", Phase.MONITOR, RetryKind.NEVER),
  MONITOR_INTERNAL(122, "monitor.internal", Phase.MONITOR, RetryKind.NEVER),
  MONITOR_INTERRUPTED(123, "monitor.interrupted", Phase.MONITOR, RetryKind.NEVER);

  private static final Map<Integer, FailureClass> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(FailureClass::number, Function.identity()));
  private static final Map<String, FailureClass> BY_WIRE_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(FailureClass::wireName, Function.identity()));

  private final int number;
  private final String wireName;
  private final Phase phase;
  private final RetryKind retryKind;

  FailureClass(int number, String wireName, Phase phase, RetryKind retryKind) {
    this.number = number;
    this.wireName = wireName;
    this.phase = phase;
    this.retryKind = retryKind;
  }

  /** The number it is stored under. */
  public int number() {
    return number;
  }

  /** The name used in answers, metrics and webhooks. */
  public String wireName() {
    return wireName;
  }

  /** Where it happens. */
  public Phase phase() {
    return phase;
  }

  /** Whether and when another attempt makes sense. */
  public RetryKind retryKind() {
    return retryKind;
  }

  /** Whether it is our own fault: the verdict is unknown, never down. */
  public boolean ours() {
    return phase == Phase.MONITOR;
  }

  /**
   * The class stored under a number; {@link #MONITOR_INTERNAL} for one that only a newer version
   * knows, as it may write while replicas are replaced one by one.
   */
  public static FailureClass ofNumber(int number) {
    return BY_NUMBER.getOrDefault(number, MONITOR_INTERNAL);
  }

  /** Whether a class is stored under a number. */
  public static boolean isNumber(int number) {
    return BY_NUMBER.containsKey(number);
  }

  /** The class of a wire name, if there is one. */
  public static Optional<FailureClass> ofWireName(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }
}
