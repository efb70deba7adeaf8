package io.probity.probe.http;

import java.io.IOException;

/**
 * This machine itself refused to connect to where it has a route: EPERM, ENOBUFS and their like,
 * which have no exception of their own.
 */
final class Unsent extends IOException {
  private static final long serialVersionUID = 1L;

  Unsent(Throwable cause) {
    super(cause);
  }
}
