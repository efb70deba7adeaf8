package io.probity.probe.http;

import io.probity.probe.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For how long a connection persists after a response (RFC 9112 section 9.3). */
final class KeepAlive {
  private static final int YEAR = 365 * 86_400;

  private KeepAlive() {}

  /** In seconds, as the server said, a year where it did not; 0: not at all. */
  static int seconds(ResponseHead response) {
    if (response.version() == HttpVersion.HTTP_2) {
      return YEAR;
    }
    String connection = response.first("connection");
    boolean persists =
        response.version() == HttpVersion.HTTP_1_1
            ? !has(connection, "close")
            : has(connection, "keep-alive");
    return persists && response.status() != 101 ? timeout(response.first("keep-alive")) : 0;
  }

  private static boolean has(@Nullable String field, String token) {
    if (field == null) {
      return false;
    }
    if (field.indexOf(',') < 0) {
      return field.strip().equalsIgnoreCase(token);
    }
    for (String each : field.split(",")) {
      if (each.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  private static int timeout(@Nullable String field) {
    if (field == null) {
      return YEAR;
    }
    for (String each : field.split(",")) {
      String parameter = each.strip().toLowerCase(Locale.ROOT);
      if (parameter.matches("timeout=[0-9]{1,6}")) {
        return Integer.parseInt(parameter.substring("timeout=".length()));
      }
    }
    return YEAR;
  }
}
