package io.probity.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A receiver that believes a public Standard Webhooks library alone, and keeps what it believed.
 */
public final class VerifyingReceiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordingWebhook server = RecordingWebhook.start();
  private final List<Believed> believed = new CopyOnWriteArrayList<>();
  private final List<String> rejected = new CopyOnWriteArrayList<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private volatile Webhook verifier;

  /**
   * An event whose signature was right.
   *
   * @param atNanos wall clock at its arrival, nanoseconds since the epoch
   */
  public record Believed(String id, JsonNode body, long atNanos) {
    public String type() {
      return body.get("type").asText();
    }

    public String key() {
      return body.at("/data/endpoint/key").asText();
    }

    public String failureClass() {
      return body.at("/data/failure/class").asText();
    }
  }

  public VerifyingReceiver() {
    server.always(
        request -> {
          judge(request);
          return RecordingWebhook.Answer.status(204);
        });
  }

  private void judge(RecordingWebhook.Received request) {
    java.time.Instant now = java.time.Instant.now();
    long at = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    Map<String, List<String>> headers = new TreeMap<>();
    request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    try {
      verifier.verify(request.body(), HttpHeaders.of(headers, (name, value) -> true));
      ids.add(request.id());
      believed.add(new Believed(request.id(), JSON.readTree(request.body()), at));
    } catch (WebhookVerificationException | IOException | RuntimeException e) {
      rejected.add(request.body() + " " + e);
    }
  }

  /** Where to send. */
  public URI url() {
    return server.url();
  }

  /** Verifies by this secret from now on. */
  public void trust(String secret) {
    verifier = new Webhook(secret);
  }

  /** Everything believed so far, in order of arrival. */
  public List<Believed> believed() {
    return List.copyOf(believed);
  }

  /** Events of one type believed since the given count. */
  public List<Believed> since(int count, String type) {
    return believed().stream().skip(count).filter(each -> each.type().equals(type)).toList();
  }

  /** What was not believed, with the reason. */
  public List<String> rejected() {
    return List.copyOf(rejected);
  }

  @Override
  public void close() {
    server.close();
  }
}
