package io.probity.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.api.PlantedSecrets.Place;

/** Documents with planted secrets in them. */
final class SecretDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PlantedSecrets secrets;

  SecretDocuments(PlantedSecrets secrets) {
    this.secrets = secrets;
  }

  /** One endpoint and one channel, for {@code /config}. */
  ObjectNode config(String base, String receiver) {
    ObjectNode document = JSON.createObjectNode().put("managedBy", "git");
    document
        .putArray("endpoints")
        .add(secrets.endpoint(base, "error", secrets.basic()).put("key", "documented"));
    document.putArray("channels").add(secrets.channel(receiver, "slack"));
    return document;
  }

  /** As an import takes it; with what cannot be taken over, which notes must not repeat. */
  String gatus(String base) {
    return """
        {"endpoints": [{"name": "imported", "url": "%serror/", "conditions": ["[STATUS] == 200"],
          "headers": {"Authorization": "Bearer %s", "X-Unknown": ["%s"]},
          "client": {"oauth2": {"client-id": "x", "client-secret": "%s"}}}],
         "alerting": {"slack": {"webhook-url": "https://hooks.example/%s"}}}
        """
        .formatted(
            base,
            secrets.plant(Place.AUTHORIZATION_HEADER),
            secrets.plant(Place.SECRET_HEADER),
            secrets.plant(Place.BEARER_TOKEN),
            secrets.plant(Place.CHANNEL_PATH));
  }

  /** As an import takes it; with what cannot be taken over, which notes must not repeat. */
  String kuma(String base) {
    return """
        {"monitorList": [
          {"name": "kuma", "type": "http", "url": "%serror/", "method": "GET",
           "authMethod": "basic", "basic_auth_user": "user", "basic_auth_pass": "%s"},
          {"name": "base", "type": "postgres", "databaseConnectionString": "postgres://u:%s@h/d"}],
         "notificationList": [{"name": "slack", "config": "{\\"url\\": \\"https://h.example/%s\\"}"}]}
        """
        .formatted(
            base,
            secrets.plant(Place.BASIC_PASSWORD),
            secrets.plant(Place.BASIC_PASSWORD),
            secrets.plant(Place.CHANNEL_PATH));
  }
}
