package io.probity.web;

import io.probity.endpoint.Endpoint;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * How to embed the badges of an endpoint.
 *
 * @param open whether everybody may see them
 */
public record BadgeSnippets(UUID id, String name, boolean open, List<Snippet> snippets) {
  /**
   * One badge.
   *
   * @param path where it is on this site
   * @param markdown what to put into a document
   */
  public record Snippet(String kind, String heading, String path, String markdown) {}

  /** The badges of an endpoint, on the site at {@code base}. */
  static BadgeSnippets of(Endpoint endpoint, URI base) {
    String key = endpoint.spec().key();
    String named = key == null ? endpoint.publicId().toString() : key;
    return new BadgeSnippets(
        endpoint.publicId(),
        endpoint.spec().name(),
        endpoint.spec().isPublic(),
        List.of(
            snippet("status", "Status", "status.svg", named, base),
            snippet("uptime", "Uptime", "uptime.svg?window=30d", named, base),
            snippet("latency", "Latency", "latency.svg?window=24h", named, base),
            snippet("certificate", "Certificate", "certificate.svg", named, base)));
  }

  private static Snippet snippet(String kind, String heading, String file, String named, URI base) {
    String path = "/badges/" + named + "/" + file;
    return new Snippet(kind, heading, path, "![" + heading + "](" + base.resolve(path) + ")");
  }
}
