package io.probity.alert.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.alert.ContentTypes;
import io.probity.alert.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the channel's template makes of {@code id}, {@code type}, {@code timestamp}, {@code data},
 * {@code summary} and {@code detail}; JSON unless the channel's own Content-Type says otherwise.
 */
final class TemplateFormat implements Format {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Templates templates;

  TemplateFormat(Templates templates) {
    this.templates = templates;
  }

  @Override
  public Body of(Message message) {
    String template = message.channel().template();
    if (template == null) {
      throw new UnfitTemplate("The channel has no template.");
    }
    @Nullable String own = ContentTypes.in(message.headers());
    String type = own == null ? "application/json" : own;
    String text = templates.render(template, Escaping.of(type), values(message));
    return Body.of(type, text.getBytes(UTF_8));
  }

  private static Map<String, Object> values(Message message) {
    News news = News.of(message);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", message.id().toString());
    values.put("type", message.type());
    values.put("timestamp", Timestamps.of(message.at()));
    values.put("summary", Words.headline(news));
    values.put("detail", Words.detail(news));
    values.put("data", JSON.convertValue(news.data(), OBJECT));
    return values;
  }
}
