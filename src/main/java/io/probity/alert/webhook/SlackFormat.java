package io.probity.alert.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.EventType;
import io.probity.alert.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An incoming webhook of Slack. Text that comes from elsewhere cannot mention or link: it is
 * escaped, and nothing in it is parsed.
 */
final class SlackFormat implements Format {
  /** Escaping makes at most five characters of one, and Slack takes 3,000 in a section. */
  private static final int LONGEST = 500;

  @Override
  public Body of(Message message) {
    News news = News.of(message);
    String headline = plain(Words.headline(news));
    String detail = plain(Words.detail(news));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("text", detail.isEmpty() ? headline : headline + ": " + detail);
    ArrayNode blocks = node.putArray("blocks");
    blocks.addObject().put("type", "section").set("text", text("*" + headline + "*"));
    String body = news.type() == EventType.ENDPOINT_DOWN_GROUP ? names(news) : detail;
    if (!body.isEmpty()) {
      blocks.addObject().put("type", "section").set("text", text(body));
    }
    ArrayNode elements = blocks.addObject().put("type", "context").putArray("elements");
    facts(news).forEach(fact -> elements.add(text(fact)));
    return Body.json(node);
  }

  private static String names(News news) {
    return GroupWords.names(news).stream()
        .map(each -> "• " + plain(each))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> facts(News news) {
    List<String> facts = new ArrayList<>();
    String since = Timestamps.of(news.since());
    facts.add(
        String.format(
            "Since <!date^%d^{date_short_pretty}, {time_secs}|%s>",
            news.since().getEpochSecond(), since));
    for (String pointer : new String[] {"/failure/class", "/endpoint/url"}) {
      String text = news.text(pointer);
      if (text != null) {
        facts.add(plain(text));
      }
    }
    String link = news.link();
    if (link != null) {
      facts.add("<" + plain(link) + "|Details>");
    }
    return facts;
  }

  private static ObjectNode text(String markup) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return node.put("type", "mrkdwn").put("text", markup).put("verbatim", true);
  }

  /** One line, cut where it is too long, without Slack's markup for mentions and links. */
  private static String plain(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.length() > LONGEST) {
      int end = line.offsetByCodePoints(0, line.codePointCount(0, LONGEST - 1) - 1);
      line = line.substring(0, end) + "…";
    }
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
