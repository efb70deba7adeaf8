package io.probity.access;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Requests that share the connections to the database with each other, and with no other lane: so
 * many that read never keep somebody from a page, nor a long export anybody from anything.
 */
enum Lane {
  /** Programs that read; most of the pool. */
  READS(0.66),
  /** Whatever changes something here. */
  WRITES(0.25),
  /** Pages of people who have logged in. */
  PAGES(0.25),
  /** Whole histories, for as long as the client takes to read them. */
  EXPORTS(0.34),
  /** Status pages and badges, which come from memory most of the time. */
  PUBLIC(1),
  /** What waits for a check or for a receiver, mostly without a connection to the database. */
  ERRANDS(2);

  private static final String API = "/api/v1/";

  /** What has a bound of its own, or must answer however many ask. */
  private static final List<String> FREE =
      List.of("/q/", "/metrics/", "/assets/", "/openapi", API + "stream", API + "session", "/log-");

  private static final List<String> OPEN = List.of("/status/", "/badges/");
  private static final List<String> EXPORTED = List.of(".csv", ".ndjson");
  private static final List<String> ERRAND = List.of("/checks", "/probe", "/replay", "/test");
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final double share;

  Lane(double share) {
    this.share = share;
  }

  /**
   * How many of its requests are served at once.
   *
   * @param connections of the pool
   */
  int atOnce(int connections) {
    return Math.max(1, (int) Math.round(share * connections));
  }

  /**
   * The lane of a request; empty: it is served at once.
   *
   * @param path normalised
   */
  static Optional<Lane> of(HttpMethod method, String path) {
    if (FREE.stream().anyMatch(path::startsWith)) {
      return Optional.empty();
    }
    if (OPEN.stream().anyMatch(path::startsWith)) {
      return Optional.of(PUBLIC);
    }
    if (!READING.contains(method)) {
      return Optional.of(ERRAND.stream().anyMatch(path::endsWith) ? ERRANDS : WRITES);
    }
    if (EXPORTED.stream().anyMatch(path::endsWith)) {
      return Optional.of(EXPORTS);
    }
    return Optional.of(path.startsWith(API) ? READS : PAGES);
  }
}
