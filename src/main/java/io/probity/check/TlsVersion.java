package io.probity.check;

/** Names of protocol versions in metrics. Pure. */
final class TlsVersion {
  private TlsVersion() {}

  /** As blackbox_exporter writes it: "TLS 1.3" for the JDK's "TLSv1.3". */
  static String shown(String protocol) {
    return switch (protocol) {
      case "TLSv1.3" -> "TLS 1.3";
      case "TLSv1.2" -> "TLS 1.2";
      case "TLSv1.1" -> "TLS 1.1";
      case "TLSv1" -> "TLS 1.0";
      default -> "unknown";
    };
  }
}
