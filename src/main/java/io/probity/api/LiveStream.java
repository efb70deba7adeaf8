package io.probity.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.api.StreamSources.Finished;
import io.probity.api.StreamSources.State;
import io.probity.endpoint.Endpoint;
import io.probity.health.HealthView;
import io.probity.probe.ProbeJson;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients what changes, on any replica. Nothing is read while nobody listens. Events may come
 * twice and, with a client that resumes in time, never not at all: an event's id is the instant of
 * the poll before it. Everything but {@link #join} belongs to one thread and blocks.
 */
final class LiveStream {
  /** The most clients of one replica. */
  static final int MAX_CLIENTS = 200;

  /** How long after an event a client can still resume. */
  static final Duration RESUMABLE = Duration.ofMinutes(10);

  private static final int MAX_RESUMED = 5_000;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final String RESET = "reset";

  private final Supplier<StreamSources> fresh;
  private final Queue<StreamClient> joining = new ConcurrentLinkedQueue<>();
  private final List<StreamClient> newcomers = new ArrayList<>();
  private final List<StreamClient> clients = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private @Nullable StreamSources sources;
  private Instant last = Instant.MIN;
  private Instant heartbeatDue = Instant.MIN;

  /**
   * A stream without clients.
   *
   * @param fresh makes sources that know nothing yet
   */
  LiveStream(Supplier<StreamSources> fresh) {
    this.fresh = fresh;
  }

  /** Takes a client in from the next turn on; false if there are too many. Any thread. */
  boolean join(StreamClient client) {
    if (open.incrementAndGet() > MAX_CLIENTS) {
      open.decrementAndGet();
      return false;
    }
    joining.add(client);
    return true;
  }

  /** One turn. */
  void tick(Instant now) {
    leave();
    for (StreamClient next = joining.poll(); next != null; next = joining.poll()) {
      newcomers.add(next);
    }
    if (clients.isEmpty() && newcomers.isEmpty()) {
      sources = null;
      return;
    }
    beat(now);
    StreamSources source = sources;
    if (source == null) {
      source = fresh.get();
      last = now;
    }
    String id = ProbeJson.instant(last);
    source.states().forEach(state -> tell(id, state));
    source.checks(this::checksWanted, last, now).forEach(check -> tell(id, check));
    sources = source;
    last = now;
    welcome(source, now);
  }

  /** Ends it for everyone. */
  void close() {
    clients.forEach(StreamClient::close);
    newcomers.forEach(StreamClient::close);
    joining.forEach(StreamClient::close);
  }

  private void leave() {
    int before = clients.size() + newcomers.size();
    clients.removeIf(LiveStream::isGone);
    newcomers.removeIf(LiveStream::isGone);
    open.addAndGet(clients.size() + newcomers.size() - before);
  }

  /** Whether it went, or may not listen any more; then it is sent away. */
  private static boolean isGone(StreamClient client) {
    boolean gone = client.isClosed();
    if (gone) {
      client.close();
    }
    return gone;
  }

  private void beat(Instant now) {
    if (!now.isBefore(heartbeatDue)) {
      heartbeatDue = now.plus(HEARTBEAT);
      clients.forEach(StreamClient::comment);
    }
  }

  private boolean checksWanted(Endpoint endpoint) {
    return Stream.concat(clients.stream(), newcomers.stream())
        .anyMatch(each -> each.filter().wants(StreamFilter.CHECK, endpoint));
  }

  private void tell(String id, State state) {
    String data = json(state);
    clients.stream()
        .filter(client -> client.filter().wants(StreamFilter.STATE, state.endpoint()))
        .forEach(client -> client.event(id, StreamFilter.STATE, data));
  }

  private void tell(String id, Finished check) {
    String data = json(check);
    clients.stream()
        .filter(client -> client.filter().wants(StreamFilter.CHECK, check.endpoint()))
        .forEach(client -> client.event(id, StreamFilter.CHECK, data));
  }

  private void welcome(StreamSources source, Instant now) {
    while (!newcomers.isEmpty()) {
      StreamClient client = newcomers.get(0);
      client.comment();
      if (client.lastEventId() != null) {
        resume(source, client, now);
      }
      clients.add(client);
      newcomers.remove(0);
    }
  }

  private void resume(StreamSources source, StreamClient client, Instant now) {
    String id = ProbeJson.instant(now);
    Instant since = instant(client.lastEventId());
    if (since == null || since.isBefore(now.minus(RESUMABLE))) {
      client.event(id, RESET, "{}");
      return;
    }
    StreamFilter filter = client.filter();
    List<Finished> missed =
        source.checksSince(
            endpoint -> filter.wants(StreamFilter.CHECK, endpoint), since, now, MAX_RESUMED + 1);
    if (missed.size() > MAX_RESUMED) {
      client.event(id, RESET, "{}");
      return;
    }
    String from = ProbeJson.instant(since);
    source.statesSince(since).stream()
        .filter(state -> filter.wants(StreamFilter.STATE, state.endpoint()))
        .forEach(state -> client.event(from, StreamFilter.STATE, json(state)));
    missed.forEach(check -> client.event(from, StreamFilter.CHECK, json(check)));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static ObjectNode about(Endpoint endpoint) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putObject("endpoint")
        .put("id", endpoint.publicId().toString())
        .put("key", endpoint.spec().key())
        .put("name", endpoint.spec().name());
    return node;
  }

  private static String json(State state) {
    HealthView view = state.view();
    ObjectNode node = about(state.endpoint());
    node.put("state", EndpointViews.state(state.endpoint(), view));
    node.put("observed", view.observed().wireName());
    node.put("since", view.since() == null ? null : ProbeJson.instant(view.since()));
    node.put("incidentId", view.incidentId() == null ? null : view.incidentId().toString());
    node.set("failure", view.failure());
    return node.toString();
  }

  private static String json(Finished finished) {
    ObjectNode node = about(finished.endpoint());
    node.set("check", ProbeJson.check(finished.check()));
    return node.toString();
  }
}
