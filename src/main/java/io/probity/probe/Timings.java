package io.probity.probe;

/**
 * How long each phase took, in microseconds; {@link #NONE} where a phase did not happen. Over
 * redirects the phases of all hops are summed.
 *
 * @param dnsUs resolving, NONE on a cache hit or a literal
 * @param connectUs TCP, from connect() to established; over several addresses, from the first one's
 * @param tlsUs handshake
 * @param writeUs from handing the request to the socket until it was written
 * @param firstByteUs from written until the first decrypted byte of the response, NONE if that came
 *     earlier; on a new HTTP/2 connection with the wait for the peer's SETTINGS before the request
 * @param transferUs from the first byte to the end of the body
 * @param totalUs from the start of the attempt to its end, never NONE
 */
public record Timings(
    int dnsUs,
    int connectUs,
    int tlsUs,
    int writeUs,
    int firstByteUs,
    int transferUs,
    int totalUs) {
  /** The phase did not happen. */
  public static final int NONE = -1;
}
