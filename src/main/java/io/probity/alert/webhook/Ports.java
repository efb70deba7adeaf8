package io.probity.alert.webhook;

import java.net.URI;

/** Which port an address stands for. */
final class Ports {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private Ports() {}

  static int of(URI url) {
    if (url.getPort() > 0) {
      return url.getPort();
    }
    return url.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
  }
}
