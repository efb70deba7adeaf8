package io.probity.alert;

import io.probity.endpoint.Fields;
import io.probity.endpoint.HeaderFields;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a channel that say what its messages look like, and what goes with what. */
final class FormatFields {
  static final int MAX_TEMPLATE = 16_384;

  private static final Duration SHORTEST_GROUPING = Duration.ofSeconds(1);
  private static final Duration LONGEST_GROUPING = Duration.ofHours(1);
  private static final String ALERTS = "/api/v2/alerts";

  private final Fields fields;
  private final ChannelFormat format;

  FormatFields(Fields fields) {
    Map<String, ChannelFormat> formats = new LinkedHashMap<>();
    Arrays.stream(ChannelFormat.values()).forEach(each -> formats.put(each.wireName(), each));
    this.fields = fields;
    this.format = fields.choice("format", ChannelFormat.PROBITY, formats);
  }

  ChannelFormat format() {
    return format;
  }

  /** The template; null unless the format is one, or after an error. */
  @Nullable String template(TemplatePolicy templates) {
    String template = fields.text("template", MAX_TEMPLATE);
    if (format != ChannelFormat.TEMPLATE) {
      if (fields.has("template")) {
        fields.refuse("template", "Is for the format \"template\" only.");
      }
      return null;
    }
    if (!fields.has("template")) {
      fields.refuse("template", "Is required by the format \"template\".");
    }
    String refusal = template == null ? null : templates.refusal(template);
    if (refusal != null) {
      fields.refuse("template", refusal);
    }
    return template;
  }

  /** For how long outages are collected; here null has a meaning of its own: not at all. */
  @Nullable Duration grouping() {
    Duration given = fields.duration("grouping", SHORTEST_GROUPING, LONGEST_GROUPING);
    return given != null || fields.isNull("grouping") ? given : format.grouping();
  }

  /** Refuses an address that an Alertmanager does not take alerts at. */
  void checkUrl(URI url) {
    if (format == ChannelFormat.ALERTMANAGER && !url.getPath().endsWith(ALERTS)) {
      fields.refuse(
          "url", "Must end in " + ALERTS + ", such as http://alertmanager:9093" + ALERTS + ".");
    }
  }

  /**
   * Refuses a Content-Type that the format leaves no room for.
   *
   * @param plain the headers in clear
   * @param all these and the secret ones
   */
  void checkContentType(Map<String, String> plain, HeaderFields all) {
    if (!all.has(ContentTypes.HEADER)) {
      return;
    }
    String type = ContentTypes.in(plain);
    if (format == ChannelFormat.CLOUDEVENTS) {
      if (type == null || !(ContentTypes.isPlainJson(type) || ContentTypes.isCloudEvent(type))) {
        fields.refuse(
            "headers",
            "Content-Type must be application/cloudevents+json (structured mode) or"
                + " application/json (binary mode).");
      }
    } else if (format != ChannelFormat.TEMPLATE || type == null) {
      fields.refuse("headers", "Must not hold content-type: it is set on every message.");
    }
  }
}
