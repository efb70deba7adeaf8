package io.probity.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fetches pages as a browser would, packed and over one connection, one after the other. */
final class PageTimes {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI site;
  private final String key;

  PageTimes(URI site, String key) {
    this.site = site;
    this.key = key;
  }

  /**
   * One answer.
   *
   * @param firstByteMillis until its head was there
   * @param totalMillis until its end was there
   * @param bytes of the body as it came
   */
  record Visit(double firstByteMillis, double totalMillis, long bytes) {}

  /** So many after others that do not count. */
  List<Visit> get(String path, int before, int times) throws IOException, InterruptedException {
    List<Visit> visits = new ArrayList<>();
    for (int i = -before; i < times; i++) {
      Visit visit = get(path);
      if (i >= 0) {
        visits.add(visit);
      }
    }
    return visits;
  }

  /**
   * Fetches it once.
   *
   * @throws IllegalStateException if the answer is none of status 200
   */
  Visit get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(site.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + key)
            .header("Accept", path.startsWith("/api/") ? "application/json" : "text/html")
            .header("Accept-Encoding", "gzip")
            .build();
    long begun = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    double firstByte = (System.nanoTime() - begun) / 1e6;
    long bytes;
    try (InputStream body = response.body()) {
      bytes = body.transferTo(OutputStream.nullOutputStream());
    }
    double total = (System.nanoTime() - begun) / 1e6;
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + response.statusCode());
    }
    return new Visit(firstByte, total, bytes);
  }
}
