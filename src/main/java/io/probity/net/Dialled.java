package io.probity.net;

/**
 * What became of the attempt to reach a reference.
 *
 * @param resolved whether a DNS server was asked for it and answered
 * @param where the address that was connected to, or tried last; of a name without any its own
 *     host, taken for near, in a network of its domain
 * @param detail one sentence
 */
public record Dialled(
    Reference reference, Outcome outcome, boolean resolved, Whereabouts where, String detail) {
  /** How it ended. */
  public enum Outcome {
    /** A TCP connection came about. */
    ANSWERED,
    /** It did not, within the time. */
    FAILED,
    /** Nothing was sent: the egress policy forbids it, or this machine is short of something. */
    UNTRIED
  }
}
