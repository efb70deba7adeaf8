package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Asks the API as somebody, and keeps what is answered by who asked for what. */
final class RecordedAnswers implements AutoCloseable {
  private static final Pattern LIST =
      Pattern.compile(
          "/(endpoints|channels|incidents|maintenance|keys|audit)|.*/(checks|certificates|deliveries)");

  /** Of what speaks no TLS, or has not failed. */
  private static final Pattern OPTIONAL = Pattern.compile(".*/(certificate|explain)");

  private final Map<String, String> texts = new TreeMap<>();
  private final Set<String> refused = new TreeSet<>();
  private final StringBuffer streamed = new StringBuffer();
  private final ExecutorService listener = Executors.newSingleThreadExecutor();
  private final RawHttp http;

  /** Listens to the stream with this key from now on. */
  RecordedAnswers(int port, String key) {
    http = new RawHttp(port, Duration.ofSeconds(20));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Api.BASE + "/stream"))
            .header("Authorization", "Bearer " + key)
            .build();
    HttpClient.newHttpClient()
        .sendAsync(request, BodyHandlers.ofLines())
        .thenAcceptAsync(
            answer -> answer.body().forEach(line -> streamed.append(line).append('\n')), listener);
  }

  /** By who asked for what, everything that was answered, headers included. */
  Map<String, String> texts() {
    texts.put("answer to admin of /stream", streamed.toString());
    return texts;
  }

  /** What was asked for by {@link #read} in vain, although the key was good for it. */
  Set<String> refused() {
    return refused;
  }

  /** Reads something; a path that begins with two slashes is not below the API's. */
  void read(String who, String path, String key) throws IOException {
    String all = LIST.matcher(path).matches() ? "?limit=500" : "";
    RawHttp.Answer answer = send("GET", path + all, "", key);
    boolean isNothing = answer.status() == 404 && OPTIONAL.matcher(path).matches();
    if (answer.status() / 100 != 2 && answer.status() != 403 && !isNothing) {
      refused.add(answer.status() + " to " + who + " for " + path);
    }
    texts.put("answer to " + who + " of " + path, answer.body() + answer.headers());
  }

  /** Changes something as the administrator; it must be accepted. */
  String changed(String method, String path, String body, String key) throws IOException {
    RawHttp.Answer answer = send(method, path, body, key);
    if (answer.status() / 100 != 2) {
      throw new IllegalStateException(method + " " + path + ": " + answer + " to " + body);
    }
    keep("answer to admin of " + method + " " + path, answer);
    return answer.body();
  }

  /** Asks for what is not accepted, if it is not. */
  void refused(String what, String method, String path, String body, String key)
      throws IOException {
    RawHttp.Answer answer = send(method, path, body, key);
    if (answer.status() >= 400) {
      keep("refusal of " + what, answer);
    }
  }

  private void keep(String outlet, RawHttp.Answer answer) {
    texts.merge(outlet, answer.body() + answer.headers(), String::concat);
  }

  RawHttp.Answer send(String method, String path, String body, String key) throws IOException {
    String target = path.startsWith("//") ? path.substring(1) : Api.BASE + path;
    String credential =
        key.startsWith("probity_session=")
            ? "Cookie: " + key
            : key.isEmpty() ? "X-None: 1" : "Authorization: Bearer " + key;
    byte[] content = body.getBytes(UTF_8);
    String head =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\nContent-Type: application/json\r\n"
                .formatted(method, target, credential)
            + "Content-Length: "
            + content.length
            + "\r\n\r\n";
    return http.send((head + body).getBytes(UTF_8));
  }

  /** Deletes what there is: other tests run on the same program. */
  void deleteAll(String key) throws IOException {
    for (String list : List.of("/endpoints", "/channels")) {
      for (JsonNode each :
          new ObjectMapper()
              .readTree(send("GET", list + "?limit=500", "", key).body())
              .path("items")) {
        send("DELETE", list + "/" + each.path("id").asText(), "", key);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.shutdownNow();
    http.close();
  }
}
