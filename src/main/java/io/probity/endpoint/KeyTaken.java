package io.probity.endpoint;

/** Another living endpoint has the key already. Nothing was written. */
public final class KeyTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyTaken(String key) {
    super("Another endpoint has the key \"" + key + "\".", null, false, false);
  }
}
