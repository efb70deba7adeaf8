package io.probity.probe.http;

import java.net.URI;

/** URLs for sentences and evidence: without credentials, and with the query's values masked. */
final class MaskedUrl {
  private static final int LONGEST = 300;
  private static final String MASK = "***";

  private MaskedUrl() {}

  static String of(URI url) {
    StringBuilder text = new StringBuilder();
    Origin origin = Origin.of(url);
    text.append(origin.tls() ? "https://" : "http://").append(origin.authority());
    text.append(url.getRawPath() == null ? "" : url.getRawPath());
    if (url.getRawQuery() != null) {
      String separator = "?";
      for (String pair : url.getRawQuery().split("&")) {
        int equals = pair.indexOf('=');
        text.append(separator).append(equals < 0 ? MASK : pair.substring(0, equals));
        text.append(equals < 0 ? "" : "=" + MASK);
        separator = "&";
      }
    }
    return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
  }
}
