package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.secret.Secret;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Endpoint configurations as people write and see them. Answers are complete (every default is
 * written out) and mask secrets; what is answered is accepted again and means the same. Pure and
 * thread-safe; everything that reads throws {@link InvalidInput} with all that is wrong.
 */
@Singleton
public final class EndpointCodec {
  private final Demands demands;

  /** A codec that holds configurations to what the installation demands. */
  public EndpointCodec(EndpointConfig config, LiteralPolicy literals) {
    demands = new Demands(config.minInterval(), literals);
  }

  /**
   * Reads a whole configuration.
   *
   * @param stored what it replaces, whose secrets {@code "***"} keeps; null: it is new
   */
  public EndpointSpec read(JsonNode input, @Nullable EndpointSpec stored) {
    Fields fields = Fields.of(input);
    EndpointSpec spec = read(fields, stored);
    fields.throwIfInvalid();
    return spec;
  }

  /** Like {@link #read(JsonNode, EndpointSpec)}, but leaves what is wrong in {@code fields}. */
  public EndpointSpec read(Fields fields, @Nullable EndpointSpec stored) {
    return EndpointReader.read(fields, stored, demands);
  }

  /**
   * What a configuration becomes by a merge patch (RFC 7396): null gives a field its default, but
   * for {@code thresholds.confirm}, where null is a value. Defaults that depend on another field
   * (timeouts on the interval, the name on the URL) follow it unless they were set to something
   * else.
   */
  public EndpointSpec patch(JsonNode patch, EndpointSpec current) {
    JsonNode merged = MergePatch.apply(withoutDefaults(current), patch);
    if (merged instanceof ObjectNode object && patch.at("/thresholds/confirm").isNull()) {
      object.withObject("/thresholds").putNull("confirm");
    }
    return read(merged, current);
  }

  /** The configuration as it is answered. */
  public ObjectNode show(EndpointSpec spec) {
    return EndpointWriter.write(spec, (secret, path) -> Secret.MASK);
  }

  /**
   * The configuration as it is answered.
   *
   * @param inFull false: to somebody who may not write it back, without what often holds a token
   */
  public ObjectNode show(EndpointSpec spec, boolean inFull) {
    return inFull ? show(spec) : MaskedSpecs.of(spec);
  }

  /** The configuration without what is there by default; it is read again as the same. */
  public ObjectNode brief(EndpointSpec spec) {
    ObjectNode brief = withoutDefaults(spec);
    for (String name : List.copyOf(Fields.of(brief).names())) {
      if (brief.get(name) instanceof ObjectNode inner && inner.isEmpty()) {
        brief.remove(name);
      }
    }
    return brief;
  }

  private ObjectNode withoutDefaults(EndpointSpec spec) {
    ObjectNode bare = JsonNodeFactory.instance.objectNode();
    bare.put("url", spec.url().toString());
    bare.put("interval", Durations.format(spec.interval()));
    ObjectNode defaults = show(EndpointReader.read(Fields.of(bare), null, Demands.NONE));
    ObjectNode given = show(spec);
    remove(defaults, given);
    given.setAll(bare);
    return given;
  }

  private static void remove(ObjectNode defaults, ObjectNode from) {
    for (String name : List.copyOf(Fields.of(defaults).names())) {
      JsonNode byDefault = defaults.get(name);
      JsonNode value = from.get(name);
      if (byDefault.equals(value)) {
        from.remove(name);
      } else if (byDefault instanceof ObjectNode inner && value instanceof ObjectNode object) {
        remove(inner, object);
      }
    }
  }
}
