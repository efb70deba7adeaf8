package io.probity.probe;

import java.util.Locale;

/** Where in a check a failure happened. */
public enum Phase {
  DNS,
  POLICY,
  CONNECT,
  TLS,
  REQUEST,
  RESPONSE,
  REDIRECT,
  STATUS,
  ASSERTION,
  MONITOR;

  /** The name used in answers, rows and webhooks. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
