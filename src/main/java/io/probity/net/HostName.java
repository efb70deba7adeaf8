package io.probity.net;

/** What may be asked of a resolver: letters, digits, hyphens and underscores in labels. */
final class HostName {
  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;

  private HostName() {}

  /** Whether a name (ASCII, perhaps with a final dot) can exist (RFC 1035 §2.3.4, RFC 2181 §11). */
  static boolean isValid(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    int labelStart = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        if (i == labelStart || i - labelStart > MAX_LABEL) {
          return false;
        }
        labelStart = i + 1;
      } else if (!allowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the name is localhost or below it: never asked of DNS (RFC 6761 §6.3). */
  static boolean isLocalhost(String canonical) {
    return canonical.equals("localhost") || canonical.endsWith(".localhost");
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
