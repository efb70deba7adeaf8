package io.probity.net;

/** Which address families may be used. */
public enum Family {
  ANY,
  V4,
  V6
}
