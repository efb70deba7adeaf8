package io.probity.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Durations;
import io.probity.endpoint.Fields;
import io.probity.endpoint.HeaderFields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.LiteralPolicy;
import io.probity.endpoint.MergePatch;
import io.probity.endpoint.SecretFields;
import io.probity.endpoint.TargetUrl;
import io.probity.secret.MaskedUrl;
import io.probity.secret.Secret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channel configurations as people write and see them. Answers are complete and mask secrets; what
 * is answered is accepted again and means the same. Pure and thread-safe; everything that reads
 * throws {@link InvalidInput} with all that is wrong.
 */
@Singleton
public final class ChannelCodec {
  /** What a channel hears of unless it says otherwise. */
  static final Set<EventType> DEFAULT_EVENTS =
      Collections.unmodifiableSet(
          EnumSet.of(
              EventType.ENDPOINT_DOWN,
              EventType.ENDPOINT_UP,
              EventType.CERTIFICATE_EXPIRING,
              EventType.CERTIFICATE_EXPIRED,
              EventType.PROBER_IMPAIRED,
              EventType.PROBER_RECOVERED));

  private static final int MAX_NAME = 200;
  private static final int MAX_LABELS = 64;
  private static final int MAX_LABEL = 256;
  private static final int MAX_OWNER = 64;
  private static final URI NOWHERE = URI.create("https://invalid./");

  /** Written by us on every message. */
  private static final Set<String> OURS =
      Set.of("host", "webhook-id", "webhook-timestamp", "webhook-signature");

  private final LiteralPolicy literals;
  private final TemplatePolicy templates;

  /**
   * A codec that refuses receivers at literal addresses outside the egress policy, and templates
   * that do not compile.
   */
  @Inject
  public ChannelCodec(LiteralPolicy literals, TemplatePolicy templates) {
    this.literals = literals;
    this.templates = templates;
  }

  /**
   * Reads a whole configuration.
   *
   * @param stored what it replaces, whose secrets {@code "***"} keeps; null: it is new
   */
  public ChannelSpec read(JsonNode input, @Nullable ChannelSpec stored) {
    Fields fields = Fields.of(input);
    ChannelSpec spec = read(fields, stored);
    fields.throwIfInvalid();
    return spec;
  }

  /** Like {@link #read(JsonNode, ChannelSpec)}, but leaves what is wrong in {@code fields}. */
  ChannelSpec read(Fields fields, @Nullable ChannelSpec stored) {
    URI url = url(fields);
    boolean sameOrigin = stored == null || TargetUrl.sameOrigin(url, stored.url());
    FormatFields form = new FormatFields(fields);
    HeaderFields headers = new HeaderFields();
    ChannelSpec spec =
        new ChannelSpec(
            fields.text("name", url.getHost(), MAX_NAME),
            url,
            form.format(),
            form.template(templates),
            headers.plain(fields),
            headers.secret(
                fields,
                new SecretFields(sameOrigin),
                stored == null ? Map.of() : stored.secretHeaders()),
            events(fields),
            labels(fields),
            form.grouping(),
            fields.flag("enabled", true),
            fields.text("managedBy", MAX_OWNER));
    form.checkUrl(url);
    form.checkContentType(spec.headers(), headers);
    refuseOurs(fields, headers);
    fields.refuseUnknown("id", "createdAt", "updatedAt", "revision", "secret", "fault");
    return spec;
  }

  /**
   * What a configuration becomes by a merge patch (RFC 7396): null gives a field its default, but
   * for {@code grouping}, where null is a value. Its default follows the format.
   */
  public ChannelSpec patch(JsonNode patch, ChannelSpec current) {
    ObjectNode given = show(current, true);
    if (Objects.equals(current.grouping(), current.format().grouping())) {
      given.remove("grouping");
    }
    JsonNode merged = MergePatch.apply(given, patch);
    if (merged instanceof ObjectNode object && patch.path("grouping").isNull()) {
      object.putNull("grouping");
    }
    return read(merged, current);
  }

  /**
   * The configuration as it is answered.
   *
   * @param inFull false: of the URL only the origin, since the rest may hold a token
   */
  public ObjectNode show(ChannelSpec spec, boolean inFull) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", spec.name());
    node.put("url", shownUrl(spec, inFull));
    node.put("format", spec.format().wireName());
    node.put("template", inFull || spec.template() == null ? spec.template() : Secret.MASK);
    ObjectNode headers = node.putObject("headers");
    spec.headers().forEach((name, value) -> headers.put(name, inFull ? value : Secret.MASK));
    ObjectNode secretHeaders = node.putObject("secretHeaders");
    spec.secretHeaders().keySet().forEach(name -> secretHeaders.put(name, Secret.MASK));
    var events = node.putArray("events");
    spec.events().forEach(event -> events.add(event.wireName()));
    ObjectNode labels = node.putObject("match").putObject("labels");
    spec.labels().forEach(labels::put);
    node.put("grouping", spec.grouping() == null ? null : Durations.format(spec.grouping()));
    node.put("enabled", spec.enabled());
    node.put("managedBy", spec.managedBy());
    return node;
  }

  private static String shownUrl(ChannelSpec spec, boolean inFull) {
    if (spec.isSealed()) {
      return Secret.MASK;
    }
    return inFull ? spec.url().toString() : MaskedUrl.origin(spec.url());
  }

  private URI url(Fields fields) {
    String text = fields.requiredText("url", TargetUrl.MAX_LENGTH);
    if (text.isEmpty()) {
      return NOWHERE;
    }
    if (text.matches("[A-Za-z]+://[^/?#]*@.*")) {
      fields.refuse("url", "Must hold no credentials; use the field secretHeaders.");
      return NOWHERE;
    }
    URI url;
    try {
      url = TargetUrl.parse(text);
    } catch (IllegalArgumentException e) {
      fields.refuse("url", String.valueOf(e.getMessage()));
      return NOWHERE;
    }
    String refusal = literals.refusal(TargetUrl.bareHost(url));
    if (refusal != null) {
      fields.refuse("url", refusal);
    }
    return url;
  }

  private static Set<EventType> events(Fields fields) {
    if (!fields.has("events")) {
      return DEFAULT_EVENTS;
    }
    Set<EventType> events = EnumSet.noneOf(EventType.class);
    int index = 0;
    for (JsonNode each : fields.list("events", EventType.values().length * 2)) {
      var type = EventType.ofWireName(each.isTextual() ? each.textValue() : "");
      if (type.isEmpty()) {
        fields.refuse("events", "Entry " + index + " is no event type.");
      }
      type.ifPresent(events::add);
      index++;
    }
    if (index == 0) {
      fields.refuse("events", "Must name at least one event type; leave it out for the default.");
    }
    return events;
  }

  private static Map<String, String> labels(Fields fields) {
    Fields match = fields.object("match");
    Map<String, String> labels = match.texts("labels", MAX_LABELS, MAX_LABEL);
    match.refuseUnknown();
    return labels;
  }

  private static void refuseOurs(Fields fields, HeaderFields headers) {
    for (String name : OURS) {
      if (headers.has(name)) {
        fields.refuse("headers", "Must not hold " + name + ": it is set on every message.");
      }
    }
  }
}
