package io.probity.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.status.PublicPage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A public status page for programs. Pure. */
final class StatusJson {
  private StatusJson() {}

  static ObjectNode of(PublicPage page) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("title", page.title());
    node.put("description", page.description());
    node.put("state", page.state());
    node.put("summary", page.sentence());
    node.put("at", text(page.at()));
    ArrayNode services = node.putArray("services");
    page.groups()
        .forEach(group -> group.services().forEach(each -> service(services, group, each)));
    ArrayNode incidents = node.putArray("incidents");
    page.incidents()
        .forEach(
            each ->
                incidents
                    .addObject()
                    .put("service", each.service())
                    .put("from", text(each.from()))
                    .put("until", text(each.until()))
                    .put("detail", each.words()));
    ArrayNode planned = node.putArray("maintenance");
    page.planned()
        .forEach(
            each ->
                planned
                    .addObject()
                    .put("name", each.name())
                    .put("from", text(each.from()))
                    .put("until", text(each.until())));
    return node;
  }

  private static void service(ArrayNode to, PublicPage.Group group, PublicPage.Service each) {
    to.addObject()
        .put("name", each.name())
        .put("group", group.name())
        .put("state", each.state())
        .put("uptime", each.uptime());
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
