package io.probity.web;

import com.sun.net.httpserver.HttpExchange;
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
    OverviewSamples.add(templates, pages);
    IncidentSamples.add(templates, pages);
    EndpointSamples.add(templates, pages);
    FormSamples.add(templates, pages);
    StatusSamples.add(templates, pages);
    StatusPageSamples.add(templates, pages);
    return pages;
  }

  public static void main(String[] args) throws IOException {
    System.out.println(serve());
  }

  /** Serves the pages until the process ends; answers the address, with a slash at its end. */
  static String serve() throws IOException {
    Assets assets = new Assets();
    Map<String, String> pages = pages(new Templates(assets));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/assets/",
        exchange -> {
          Assets.Asset asset = assets.find(name(exchange)).orElseThrow();
          answer(exchange, asset.type(), asset.content());
        });
    server.createContext(
        "/",
        exchange -> {
          String page = pages.getOrDefault(name(exchange), String.join("\n", pages.keySet()));
          String themed =
              page.replace("<html", "<html " + theme(exchange.getRequestURI().getQuery()));
          answer(exchange, Html.TYPE, themed.getBytes(StandardCharsets.UTF_8));
        });
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private static String name(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String theme(String query) {
    return "data-theme=\"" + (query == null ? "light" : query.replace("theme=", "")) + "\"";
  }
}
