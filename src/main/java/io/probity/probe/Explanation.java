package io.probity.probe;

/**
 * What a failure class means in general, for somebody who has to mend it.
 *
 * @param text one sentence
 * @param owner whose matter it most likely is
 */
public record Explanation(String text, Owner owner) {

  /** The explanation of a class. */
  public static Explanation of(FailureClass cls) {
    return switch (cls) {
      case DNS_NXDOMAIN ->
          dns(
              "The name does not exist, say the DNS servers: it was never registered, has "
                  + "lapsed, or its record was removed.");
      case DNS_NO_ADDRESS ->
          dns("The name exists but has no address record that the endpoint may use.");
      case DNS_SERVFAIL ->
          dns(
              "The DNS server could not find the answer: the servers of the zone are out of "
                  + "order, or DNSSEC does not validate.");
      case DNS_REFUSED -> dns("The DNS server refuses to answer this question to the monitor.");
      case DNS_TIMEOUT -> dns("No DNS server answered in time.");
      case DNS_MALFORMED -> dns("What the DNS server answers cannot be read as an answer.");
      case EGRESS_DENIED ->
          monitor(
              "The monitor may not connect to this address: its egress policy "
                  + "(probity.egress.allow and .deny) leaves it out.");
      case CONNECT_REFUSED ->
          target(
              "The address is there, but nothing listens on the port: the service is stopped, "
                  + "still starting, or bound elsewhere.");
      case CONNECT_TIMEOUT ->
          network(
              "Nothing answers the attempt to connect: a firewall drops the packets, the host "
                  + "is off, or its queue of connections is full.");
      case CONNECT_UNREACHABLE ->
          network(
              "There is no route to the address: a router on the way, or the network of the "
                  + "monitor, says so.");
      case TLS_HANDSHAKE_TIMEOUT ->
          target(
              "The port accepts connections, but the TLS handshake does not get to its end: "
                  + "the server hangs, or packets are lost on the way.");
      case TLS_RESET ->
          network(
              "The connection was torn down during the TLS handshake, often by a firewall or "
                  + "load balancer that does not like the name.");
      case TLS_CLOSED -> target("The server hung up during the TLS handshake without saying why.");
      case TLS_NOT_TLS ->
          target("Something else than TLS is spoken on the port, often HTTP in clear.");
      case TLS_PROTOCOL_VERSION ->
          target(
              "Server and endpoint have no TLS version in common: look at the server's "
                  + "versions and at the endpoint's tls.minVersion.");
      case TLS_NO_COMMON_CIPHER ->
          target(
              "Server and monitor have no cipher suite in common: the server takes only old or "
                  + "unusual ones.");
      case TLS_UNRECOGNIZED_NAME ->
          target(
              "The server says it serves nothing under this name: it is missing from its "
                  + "configuration, or the address is another one's.");
      case TLS_CLIENT_CERTIFICATE_REQUIRED ->
          target(
              "The server wants a client certificate and got none, or does not take the one of "
                  + "the endpoint's configuration.");
      case TLS_ALERT ->
          target(
              "The server ended the TLS handshake with an alert; its number, which says why, "
                  + "is in the evidence.");
      case TLS_CERTIFICATE_EXPIRED ->
          certificate(
              "The server's certificate has expired: it was not renewed, or the renewed one "
                  + "was not loaded.");
      case TLS_CERTIFICATE_NOT_YET_VALID ->
          certificate(
              "The server's certificate begins to be valid later, or the clock of the monitor "
                  + "is behind.");
      case TLS_INTERMEDIATE_EXPIRED ->
          certificate(
              "A CA certificate that the server presents has expired; the chain has to be "
                  + "replaced, not only the leaf.");
      case TLS_HOSTNAME_MISMATCH ->
          certificate(
              "The certificate is for other names: it lacks this one, or another server "
                  + "answers here.");
      case TLS_SELF_SIGNED ->
          certificate(
              "The server's certificate is signed by itself: often a default one that was "
                  + "never replaced.");
      case TLS_UNTRUSTED_ROOT ->
          certificate(
              "The chain ends in a root that is not trusted: a private CA (see "
                  + "probity.tls.extra-ca), or somebody in between.");
      case TLS_INCOMPLETE_CHAIN ->
          certificate(
              "The server does not present the intermediate certificate; browsers may fetch "
                  + "it, most programs do not.");
      case TLS_REVOKED -> certificate("The CA has revoked the certificate.");
      case TLS_WEAK_KEY -> certificate("A key in the chain is too short to be safe.");
      case TLS_WEAK_SIGNATURE ->
          certificate(
              "A certificate in the chain is signed with MD5 or SHA-1, which can be forged.");
      case TLS_WRONG_USAGE ->
          certificate("The certificate was issued for another use than that of a server.");
      case TLS_INVALID_CA ->
          certificate(
              "A certificate in the chain was issued by one that may not issue certificates, "
                  + "or not at this depth.");
      case TLS_NAME_CONSTRAINT ->
          certificate("A CA in the chain may not issue certificates for this name.");
      case TLS_INVALID_CHAIN ->
          certificate(
              "The presented certificates do not form a valid chain; the evidence says why.");
      case REQUEST_TIMEOUT ->
          network(
              "The request could not be sent in time: the server does not read, or packets are "
                  + "lost on the way.");
      case REQUEST_RESET -> target("The connection was torn down while the request was sent.");
      case REQUEST_STALE_CONNECTION ->
          target(
              "A connection kept from an earlier check had been closed by the server; that "
                  + "alone is no outage.");
      case RESPONSE_TIMEOUT ->
          target(
              "The server took the request and did not begin to answer in time: it is "
                  + "overloaded, or waits for something behind it.");
      case RESPONSE_HEADERS_TIMEOUT ->
          target("The server began its answer and stopped within the headers.");
      case RESPONSE_BODY_TIMEOUT ->
          target("The body of the answer did not end in time: it is too slow, or endless.");
      case RESPONSE_CLOSED ->
          target(
              "The server closed the connection instead of answering: it crashed, restarted, "
                  + "or refuses the request.");
      case RESPONSE_RESET ->
          target(
              "The connection was torn down before the answer was complete: the server "
                  + "crashed, or a proxy gave up.");
      case RESPONSE_TRUNCATED ->
          target("The answer is shorter than it announced: what produces it failed half-way.");
      case RESPONSE_STREAM_RESET ->
          target(
              "The server gave up this one HTTP/2 request, or closed the connection to new "
                  + "ones; the code is in the evidence.");
      case RESPONSE_MALFORMED ->
          target(
              "The answer is no valid HTTP: its status line, headers, chunks or frames cannot be read.");
      case RESPONSE_HEADERS_TOO_LARGE ->
          target("The headers of the answer are larger than the monitor accepts.");
      case RESPONSE_BODY_TOO_LARGE ->
          target("The body of the answer is larger than the endpoint's maxBody allows.");
      case RESPONSE_ENCODING ->
          target("The body is not encoded the way its Content-Encoding says.");
      case REDIRECT_TOO_MANY -> target("There are more redirects than the endpoint follows.");
      case REDIRECT_LOOP ->
          target(
              "The redirects lead back to where they came from, often between http and https "
                  + "or with and without www.");
      case REDIRECT_INVALID ->
          target("A redirect does not say where to go, or to nowhere that exists.");
      case REDIRECT_DENIED ->
          target("A redirect leads from https to http, or out of the web, and is not followed.");
      case STATUS_4XX ->
          target(
              "The server finds fault with the request: the path is gone, credentials are "
                  + "refused, or rules have changed.");
      case STATUS_5XX ->
          target("The server failed at the request, or a proxy could not reach what is behind it.");
      case STATUS_429 ->
          target(
              "The server turns the request away because there were too many: its limit also "
                  + "counts the checks.");
      case STATUS_UNEXPECTED ->
          target("The server answered with a status that the endpoint does not expect.");
      case ASSERTION_HEADER ->
          target("The server answered, but a header is not as the endpoint's assertion wants it.");
      case ASSERTION_BODY ->
          target("The server answered, but the body is not as the endpoint's assertion wants it.");
      case ASSERTION_JSON ->
          target(
              "The server answered, but a value in the JSON is not as the endpoint's assertion "
                  + "wants it.");
      case ASSERTION_LATENCY ->
          target("The server answered, but more slowly than the endpoint's assertion allows.");
      case ASSERTION_CERTIFICATE ->
          certificate(
              "The certificate has expired, or expires sooner than the endpoint's assertion "
                  + "allows.");
      case MONITOR_OVERLOADED ->
          monitor(
              "The monitor was short of time, memory, ports or files; nothing is known of the "
                  + "target.");
      case MONITOR_NETWORK_DOWN ->
          monitor("The monitor's own network or resolver is gone; nothing is known of the target.");
      case MONITOR_INTERNAL ->
          monitor(
              "A bug of the monitor; its log has the details, and nothing is known of the "
                  + "target.");
      case MONITOR_INTERRUPTED ->
          monitor(
              "The monitor was stopped, or handed the endpoint over, in the middle of the "
                  + "check.");
    };
  }

  private static Explanation target(String text) {
    return new Explanation(text, Owner.TARGET);
  }

  private static Explanation network(String text) {
    return new Explanation(text, Owner.NETWORK);
  }

  private static Explanation dns(String text) {
    return new Explanation(text, Owner.DNS);
  }

  private static Explanation certificate(String text) {
    return new Explanation(text, Owner.CERTIFICATE);
  }

  private static Explanation monitor(String text) {
    return new Explanation(text, Owner.MONITOR);
  }
}
