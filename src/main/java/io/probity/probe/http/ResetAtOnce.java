package io.probity.probe.http;

import java.io.IOException;

/** The peer accepted a connection and reset it before this machine had looked at it. */
final class ResetAtOnce extends IOException {
  private static final long serialVersionUID = 1L;

  ResetAtOnce(Throwable cause) {
    super(cause);
  }
}
