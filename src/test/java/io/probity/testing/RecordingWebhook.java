package io.probity.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * A webhook receiver on loopback that records what it gets and answers as it is told: first what
 * was queued, then what was set for good (204 at first).
 */
public final class RecordingWebhook implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Queue<Answer> queued = new ConcurrentLinkedQueue<>();
  private volatile Function<Received, Answer> always = request -> Answer.status(204);

  /**
   * A request that came.
   *
   * @param headers lower-case names, first values
   * @param atNanos System.nanoTime when it was read
   */
  public record Received(
      String method, String path, Map<String, String> headers, String body, long atNanos) {
    /** The value of a header, empty if there is none. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** The {@code webhook-id}. */
    public String id() {
      return header("webhook-id");
    }
  }

  /**
   * What to answer.
   *
   * @param delay before it; longer than the test: silence
   */
  public record Answer(int status, Map<String, String> headers, String body, Duration delay) {
    public static Answer status(int status) {
      return new Answer(status, Map.of(), "", Duration.ZERO);
    }

    public static Answer silence() {
      return status(204).after(Duration.ofHours(1));
    }

    public static Answer redirect(URI to) {
      return status(302).with("Location", to.toString());
    }

    public Answer with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Answer(status, more, body, delay);
    }

    public Answer body(String text) {
      return new Answer(status, headers, text, delay);
    }

    public Answer after(Duration time) {
      return new Answer(status, headers, body, time);
    }
  }

  private RecordingWebhook(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts one on a free port. */
  public static RecordingWebhook start() {
    try {
      return new RecordingWebhook(HttpServer.create(loopback(), 1000), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that speaks TLS. */
  public static RecordingWebhook startTls(SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(loopback(), 1000);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new RecordingWebhook(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Its address, by literal. */
  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + port() + "/hook");
  }

  /** All that came, in order. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** The next requests are answered so. */
  public RecordingWebhook then(Answer... answers) {
    queued.addAll(List.of(answers));
    return this;
  }

  /** Whatever is not answered from the queue is answered so. */
  public RecordingWebhook always(Answer answer) {
    return always(request -> answer);
  }

  /** Whatever is not answered from the queue is answered by this. */
  public RecordingWebhook always(Function<Received, Answer> answers) {
    always = answers;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Received request =
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              body,
              System.nanoTime());
      received.add(request);
      Answer scripted = queued.poll();
      answer(exchange, scripted != null ? scripted : always.apply(request));
    }
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    try {
      if (closed.await(answer.delay().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
