package io.probity.net;

/** Why a name has no address: told from response codes and typed facts only. */
public enum DnsProblem {
  NXDOMAIN,
  NO_ADDRESS,
  SERVFAIL,
  REFUSED,
  TIMEOUT,
  MALFORMED
}
