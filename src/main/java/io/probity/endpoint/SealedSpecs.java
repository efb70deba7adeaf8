package io.probity.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.probity.db.Json;
import io.probity.secret.Sealer;
import java.util.List;
import java.util.UUID;
import java.util.function.BinaryOperator;

/** Configurations as they are stored: the same JSON, its secrets sealed. Thread-safe. */
final class SealedSpecs {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final List<String> AUTH_SECRETS = List.of("password", "token", "privateKey");

  private final Sealer sealer;

  SealedSpecs(Sealer sealer) {
    this.sealer = sealer;
  }

  /** The stored form. */
  Json seal(UUID publicId, EndpointSpec spec) {
    ObjectNode sealed =
        EndpointWriter.write(spec, (secret, path) -> sealer.seal(secret, context(publicId, path)));
    return new Json(sealed.toString());
  }

  /**
   * Reads the stored form. Held to no demands of the installation: they may have changed since.
   *
   * @throws UnreadableEndpoint if it cannot be read, such as when it was sealed with another key
   */
  EndpointSpec open(UUID publicId, String stored) {
    try {
      JsonNode config = MAPPER.readTree(stored);
      replaceSecrets(
          config, (path, closed) -> sealer.open(closed, context(publicId, path)).value());
      Fields fields = Fields.of(config);
      EndpointSpec spec = EndpointReader.read(fields, null, Demands.NONE);
      fields.throwIfInvalid();
      return spec;
    } catch (JsonProcessingException | InvalidInput | IllegalStateException e) {
      throw new UnreadableEndpoint(publicId, e);
    }
  }

  /**
   * The stored form with its secrets under the current key; those that do not open stay.
   *
   * @throws UnreadableEndpoint if it is no JSON
   */
  Json reseal(UUID publicId, String stored) {
    try {
      JsonNode config = MAPPER.readTree(stored);
      replaceSecrets(config, (path, closed) -> sealer.reseal(closed, context(publicId, path)));
      return new Json(config.toString());
    } catch (JsonProcessingException e) {
      throw new UnreadableEndpoint(publicId, e);
    }
  }

  /** Puts something in the place of each secret, given its dotted path and what stands there. */
  private static void replaceSecrets(JsonNode config, BinaryOperator<String> replacement) {
    if (config.get("auth") instanceof ObjectNode auth) {
      AUTH_SECRETS.forEach(name -> replace(auth, name, "auth." + name, replacement));
    }
    if (config.get("secretHeaders") instanceof ObjectNode headers) {
      Fields.of(headers)
          .names()
          .forEach(name -> replace(headers, name, "secretHeaders." + name, replacement));
    }
  }

  private static void replace(
      ObjectNode object, String name, String path, BinaryOperator<String> replacement) {
    if (object.get(name) instanceof TextNode text) {
      object.put(name, replacement.apply(path, text.textValue()));
    }
  }

  private static String context(UUID publicId, String path) {
    return "endpoint/" + publicId + "/" + path;
  }
}
