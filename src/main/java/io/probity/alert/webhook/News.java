package io.probity.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.EventType;
import io.probity.alert.Message;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about, taken apart.
 *
 * @param at when it was decided
 * @param data of the native body; what an event does not have is missing
 */
record News(EventType type, Instant at, JsonNode data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Takes a message apart.
   *
   * @throws IllegalStateException if it is none of ours
   */
  static News of(Message message) {
    EventType type =
        EventType.ofWireName(message.type())
            .orElseThrow(() -> new IllegalStateException("no event type: " + message.type()));
    try {
      return new News(type, message.at(), JSON.readTree(message.data()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the data of event " + message.id() + " is no JSON", e);
    }
  }

  /** The text at a JSON Pointer into the data; null: there is none. */
  @Nullable String text(String pointer) {
    String text = data.at(pointer).textValue();
    return text == null || text.isEmpty() ? null : text;
  }

  /** The instant at a JSON Pointer into the data; null: there is none. */
  @Nullable Instant instant(String pointer) {
    String text = text(pointer);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** When it began: the start of the state that it tells of, else when it was decided. */
  Instant since() {
    Instant since = instant("/since");
    return since == null || since.isAfter(at) ? at : since;
  }

  /**
   * The members of a group that are listed, each as the news of its own that it stands for; empty
   * for all else.
   */
  List<News> members() {
    EventType each = isRecovery() ? EventType.ENDPOINT_UP : EventType.ENDPOINT_DOWN;
    List<News> members = new ArrayList<>();
    for (JsonNode member : data.path("members")) {
      Instant told = new News(each, at, member).instant("/at");
      members.add(new News(each, told == null ? at : told, member));
    }
    return members;
  }

  /** Whether a group tells of ends of outages. */
  boolean isRecovery() {
    return "up".equals(text("/state"));
  }

  /** The name of the endpoint, for people. */
  String endpointName() {
    String name = text("/endpoint/name");
    return name == null ? "An endpoint" : name;
  }

  /** A full link to the endpoint; null: there is none, or only a path. */
  @Nullable String link() {
    String link = text("/links/endpoint");
    return link != null && URI.create(link).isAbsolute() ? link : null;
  }
}
