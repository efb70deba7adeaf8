package io.probity.endpoint;

/** Which address families an endpoint is probed over. */
public enum IpVersion {
  ANY,
  V4,
  V6
}
