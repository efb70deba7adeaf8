package io.probity.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.Event;
import io.probity.alert.Outbox;
import io.probity.db.Db;
import io.probity.db.Tx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An outbox without channels: what is announced is in the table, if its transaction held. */
public final class EventTable implements Outbox {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Db db;
  private final AtomicInteger wakes = new AtomicInteger();
  private volatile Consumer<Event> mishap = event -> {};

  public EventTable(Db db) {
    this.db = db;
  }

  /** What happens after each event is written, within its transaction. */
  public void afterEach(Consumer<Event> happens) {
    mishap = happens;
  }

  @Override
  public void publish(Tx tx, Event event) {
    tx.update(
        "INSERT INTO event (id, type, endpoint_id, at, data) VALUES (?, ?, ?, ?, ?::json)",
        event.id(),
        event.type().wireName(),
        event.endpoint() == null ? null : event.endpoint().id(),
        event.at(),
        event.data().toString());
    mishap.accept(event);
  }

  @Override
  public void wake() {
    wakes.incrementAndGet();
  }

  public int wakes() {
    return wakes.get();
  }

  /** The types of the committed events, oldest first. */
  public List<String> types() {
    return db.list("SELECT type FROM event ORDER BY at, id", row -> row.getString(1));
  }

  /** The data of the committed events, oldest first. */
  public List<JsonNode> data() {
    return db.list("SELECT data FROM event ORDER BY at, id", row -> tree(row.getString(1)));
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
