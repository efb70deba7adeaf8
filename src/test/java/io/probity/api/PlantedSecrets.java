package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Secrets that are like no other text, one for each place that can hold one. */
final class PlantedSecrets {
  /** Where a secret can stand. */
  enum Place {
    URL_QUERY,
    URL_PATH,
    ENDPOINT_BODY,
    ENDPOINT_HEADER,
    AUTHORIZATION_HEADER,
    BASIC_PASSWORD,
    BEARER_TOKEN,
    SECRET_HEADER,
    CLIENT_KEY,
    CHANNEL_PATH,
    CHANNEL_QUERY,
    CHANNEL_HEADER,
    CHANNEL_SECRET_HEADER,
    CHANNEL_TEMPLATE,
    SIGNING_SECRET,
    API_KEY,
    SESSION,
    MASTER_KEY
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH = 16;

  /** So many characters of a secret are taken for no chance. */
  private static final int TELLING = 12;

  private final Map<String, Place> beginnings = new HashMap<>();
  private final Random random;

  PlantedSecrets(long seed) {
    this.random = new Random(seed);
  }

  /** The places that hold one. */
  Set<Place> planted() {
    return Set.copyOf(beginnings.values());
  }

  /** A new secret for a place: 32 hexadecimal digits. */
  String plant(Place place) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return plant(place, HexFormat.of().formatHex(bytes));
  }

  /** One that is there already. */
  String plant(Place place, String secret) {
    for (String form : forms(secret)) {
      beginnings.put(form.substring(0, TELLING), place);
    }
    return secret;
  }

  /** The places whose secret stands in a text, as it is, in part or in disguise. */
  Set<Place> in(String text) {
    Set<Place> found = new TreeSet<>();
    for (int i = 0; i + TELLING <= text.length(); i++) {
      Place place = beginnings.get(text.substring(i, i + TELLING));
      if (place != null) {
        found.add(place);
      }
    }
    return found;
  }

  private static List<String> forms(String secret) {
    int half = secret.length() / 2;
    return List.of(
        secret.substring(0, half),
        secret.substring(half),
        URLEncoder.encode(secret, UTF_8),
        base64("", secret),
        base64("user:", secret),
        // Within something longer, whatever its length.
        base64("x", secret).substring(4),
        base64("xx", secret).substring(4),
        HexFormat.of().formatHex(secret.getBytes(UTF_8)));
  }

  private static String base64(String before, String secret) {
    return Base64.getEncoder().encodeToString((before + secret).getBytes(UTF_8));
  }

  /** An endpoint that holds one of each but for its credentials. */
  ObjectNode endpoint(String base, String way, ObjectNode auth) {
    ObjectNode node = JSON.createObjectNode();
    node.put(
        "url",
        base
            + way
            + "/"
            + plant(Place.URL_PATH)
            + "?access_token="
            + plant(Place.URL_QUERY)
            + "&page=1");
    node.put("method", "POST")
        .put("body", "{\"password\": \"" + plant(Place.ENDPOINT_BODY) + "\"}");
    node.putObject("headers").put("X-Plain", plant(Place.ENDPOINT_HEADER));
    node.putObject("secretHeaders").put("X-Secret", plant(Place.SECRET_HEADER));
    node.put("interval", "1s").put("name", way);
    node.putObject("retry").put("maxAttempts", 2).put("initialDelay", "10ms");
    node.putObject("thresholds").put("down", 1);
    node.putObject("timeouts").put("response", "300ms");
    node.putArray("assertions")
        .addObject()
        .put("source", "body")
        .put("notContains", "user")
        .put("severity", "degraded");
    if (auth.has("type")) {
      node.set("auth", auth);
    } else {
      ((ObjectNode) node.path("headers"))
          .put("Authorization", "Bearer " + plant(Place.AUTHORIZATION_HEADER));
    }
    return node;
  }

  ObjectNode basic() {
    return JSON.createObjectNode()
        .put("type", "basic")
        .put("username", "user")
        .put("password", plant(Place.BASIC_PASSWORD));
  }

  ObjectNode bearer() {
    return JSON.createObjectNode().put("type", "bearer").put("token", plant(Place.BEARER_TOKEN));
  }

  ObjectNode none() {
    return JSON.createObjectNode();
  }

  ObjectNode mutual(String certificate, String key) {
    for (String line : key.lines().filter(each -> !each.startsWith("-")).skip(1).toList()) {
      plant(Place.CLIENT_KEY, line);
    }
    return JSON.createObjectNode()
        .put("type", "mtls")
        .put("certificate", certificate)
        .put("privateKey", key);
  }

  ObjectNode channel(String base, String format) {
    ObjectNode node = JSON.createObjectNode();
    node.put(
        "url", base + "/" + plant(Place.CHANNEL_PATH) + "/?token=" + plant(Place.CHANNEL_QUERY));
    node.put("format", format).put("name", format);
    node.putObject("headers").put("X-Plain", plant(Place.CHANNEL_HEADER));
    node.putObject("secretHeaders").put("X-Secret", plant(Place.CHANNEL_SECRET_HEADER));
    if (format.equals("template")) {
      node.put("template", "{\"text\": \"{summary} " + plant(Place.CHANNEL_TEMPLATE) + "\"}");
    }
    return node;
  }

  static String id(String made) {
    return text(made, "id");
  }

  static String text(String json, String field) {
    try {
      return JSON.readTree(json).path(field).asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }
}
