package io.probity.web;

import com.sun.net.httpserver.HttpServer;
import io.probity.access.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every page in its states, filled with samples; to look at them, run {@link #main} and open what
 * it prints. {@code ?theme=dark} for dark.
 */
final class Gallery {
  static final Instant NOW = Instant.parse("2026-11-22T11:20:00Z");
  static final Viewer ADMIN = new Viewer("ops", Role.ADMIN, true);
  static final Viewer VIEWER = new Viewer("wallboard", Role.VIEWER, true);

  /** What every page must put out as it is, and never as markup. */
  static final String HOSTILE = "<img src=x onerror=alert(1)>'\"&amp;</script>";

  private Gallery() {}

  /** Name to HTML. */
  static Map<String, String> pages(Templates templates) {
    Map<String, String> pages = new TreeMap<>();
    FrameSamples.add(templates, pages);
    FormSamples.add(templates, pages);
    return pages;
  }

  public static void main(String[] args) throws IOException {
    Assets assets = new Assets();
    Map<String, String> pages = pages(new Templates(assets));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String name = path.substring(path.lastIndexOf('/') + 1);
          String page = pages.getOrDefault(name, String.join("\n", pages.keySet()));
          boolean asset = path.startsWith("/assets/");
          byte[] body =
              asset
                  ? assets.find(name).orElseThrow().content()
                  : page.replace("<html", "<html data-" + theme(exchange.getRequestURI().getQuery()))
                      .getBytes(StandardCharsets.UTF_8);
          exchange
              .getResponseHeaders()
              .set("Content-Type", asset ? assets.find(name).orElseThrow().type() : Html.TYPE);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static String theme(String query) {
    return query == null ? "theme=\"light\"" : "theme=\"" + query.replace("theme=", "") + "\"";
  }
}
