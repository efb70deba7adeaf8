package io.probity.secret;

import java.net.URI;

/** URLs as they may be shown to anybody: tokens often travel in them. Pure. */
public final class MaskedUrl {
  private MaskedUrl() {}

  /** The URL without user info, with the values of its query masked. */
  public static String of(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    StringBuilder text = new StringBuilder(origin(url)).append(path);
    if (url.getRawQuery() != null) {
      String separator = "?";
      for (String pair : url.getRawQuery().split("&")) {
        int equals = pair.indexOf('=');
        text.append(separator)
            .append(equals < 0 ? "" : pair.substring(0, equals + 1))
            .append(Secret.MASK);
        separator = "&";
      }
    }
    return text.toString();
  }

  /** Scheme, host and, where it is written, port. */
  public static String origin(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }
}
