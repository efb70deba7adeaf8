package io.probity.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.api.PlantedSecrets.Place;
import io.probity.db.Db;
import io.probity.testing.Conversation;
import io.probity.testing.RawHttp;
import io.probity.testing.RecordingWebhook;
import io.probity.testing.TargetServer;
import io.probity.testing.TestCa;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives a running program secrets in every place there is, has them sent to targets and receivers
 * that fail and echo all they get, and looks for them wherever the program tells or keeps anything.
 */
final class SecretHunt implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> WAYS =
      List.of("error", "location", "header", "garbage", "loop", "fine", "slow");
  private static final List<String> FORMATS =
      List.of("probity", "cloudevents", "alertmanager-webhook", "slack", "template");

  private final PlantedSecrets secrets;
  private final String adminKey;
  private final RecordedAnswers answers;
  private final SecretDocuments documents;
  private final RecordingWebhook receiver = RecordingWebhook.start();
  private final RecordingWebhook echoing = RecordingWebhook.start();
  private final TargetServer target = TargetServer.plain(SecretHunt::echo);
  private final TestCa authority = TestCa.root("Hunt root");
  private final List<TargetServer> secured = new ArrayList<>();
  private final Map<String, String> endpoints = new LinkedHashMap<>();
  private final List<String> channels = new ArrayList<>();

  SecretHunt(int port, String adminKey, PlantedSecrets secrets) {
    this.secrets = secrets;
    this.adminKey = adminKey;
    this.documents = new SecretDocuments(secrets);
    this.answers = new RecordedAnswers(port, adminKey);
    echoing.always(
        request ->
            RecordingWebhook.Answer.status(500)
                .body(request.path() + " " + request.headers() + " " + request.body()));
  }

  /** Fails in the way that the path names, and tells all that it was told. */
  private static void echo(Conversation with) throws IOException, InterruptedException {
    while (true) {
      Conversation.Request request = with.request();
      String told = request.target() + " " + request.headers() + " " + request.body();
      String line = told.replaceAll("[\\r\\n]", " ");
      switch (request.target().split("/")[1]) {
        case "error" -> with.respond("500 " + line, "X-Echo: " + line, told);
        case "location" ->
            with.respond(
                "302 Found",
                "Location: http://127.0.0.1:1/" + java.net.URLEncoder.encode(line, UTF_8),
                told);
        case "header" -> with.respond("404 Not Found", "Set-Cookie: " + line, told);
        case "garbage" -> with.send("ECHO " + line + "\r\n\r\n");
        case "loop" -> with.respond("302 Found", "Location: " + request.target(), told);
        case "slow" -> with.silence();
        default -> with.ok(told);
      }
    }
  }

  /** What was asked for in vain. */
  Set<String> unanswered() {
    return answers.refused();
  }

  /** Asks without keeping the answer. */
  RawHttp.Answer send(String method, String path, String body, String key) throws IOException {
    return answers.send(method, path, body, key);
  }

  /** Registers endpoints and channels that hold secrets, and refusals that name them. */
  void plant() throws IOException {
    for (String format : FORMATS) {
      channel(secrets.channel(receiver.url().toString(), format));
    }
    channel(secrets.channel(echoing.url().toString(), "probity"));
    String base = "http://127.0.0.1:" + target.port() + "/";
    for (String way : WAYS) {
      endpoint(secrets.endpoint(base, way, secrets.basic()));
      endpoint(secrets.endpoint(base, way, secrets.bearer()));
      endpoint(secrets.endpoint(base, way, secrets.none()));
    }
    TestCa.Issued client = authority.leaf("client.test");
    for (ObjectNode auth :
        List.of(secrets.bearer(), secrets.mutual(client.chainPem(), client.keyPem()))) {
      // A target that has seen the token puts it into its certificate.
      TargetServer server =
          TargetServer.tls(
              authority.leaf(auth.path("token").asText("x") + ".example"), SecretHunt::echo);
      secured.add(server);
      endpoint(secrets.endpoint(server.url("127.0.0.1", "/"), "error", auth));
    }
    refuse(base);
    document(base);
  }

  private void endpoint(ObjectNode config) throws IOException {
    String id = PlantedSecrets.id(made("POST", "/endpoints", config));
    endpoints.put(id, config.path("name").asText());
    made("POST", "/endpoints/" + id + "/checks", JSON.createObjectNode());
    made(
        "PATCH",
        "/endpoints/" + id,
        JSON.createObjectNode()
            .set(
                "secretHeaders",
                JSON.createObjectNode().put("X-Secret", secrets.plant(Place.SECRET_HEADER))));
  }

  private void channel(ObjectNode config) throws IOException {
    config.putArray("events").add("endpoint.down").add("endpoint.up").add("endpoint.degraded");
    config.put("grouping", (String) null);
    String made = made("POST", "/channels", config);
    secrets.plant(Place.SIGNING_SECRET, PlantedSecrets.text(made, "secret").replace("whsec_", ""));
    String id = PlantedSecrets.id(made);
    channels.add(id);
    made("POST", "/channels/" + id + "/test", JSON.createObjectNode());
    String rotated = made("POST", "/channels/" + id + "/rotate-secret", JSON.createObjectNode());
    secrets.plant(
        Place.SIGNING_SECRET, PlantedSecrets.text(rotated, "secret").replace("whsec_", ""));
  }

  /** What is wrong with a request must be said without repeating it. */
  private void refuse(String base) throws IOException {
    String secret = secrets.plant(Place.BEARER_TOKEN);
    String auth = "\"auth\": {\"type\": \"bearer\", \"token\": ";
    for (String body :
        List.of(
            "{\"url\": \"" + base + "\", " + auth + "{\"" + secret + "x\": 1}}}",
            "{\"url\": \"" + base + "\", " + auth + "\"" + secret + "\\u0000\"}}",
            "{\"url\": \"" + base + "\", " + auth + "\"" + secret + "\"}, \"interval\": 5}",
            "{\"url\": \"" + base + "\", " + auth + "\"" + secret + "\"",
            "{\"url\": \"" + base + "\", " + auth + "\"" + secret + "\" oops}}",
            "{\"url\": \"http://u:" + secret + "@127.0.0.1/\"}",
            "{\"url\": \"ht!tp://" + secret + "\"}",
            "{\"url\": \"http://127.0.0.1/?a=" + secret + "#f\"}",
            "{\"url\": \"" + base + "\", \"secretHeaders\": {\"X\": \"" + secret + "\\n\"}}",
            "{\"url\": \""
                + base
                + "\", \"headers\": {\"Authorization\": [\""
                + secret
                + "\"]}}")) {
      for (String path : List.of("/endpoints", "/probe", "/channels")) {
        String what = "POST " + path + " " + body.replace(secret, "…");
        answers.refused(what, "POST", path, body, adminKey);
      }
    }
    answers.refused("GET /endpoints", "GET", "/endpoints", "", secret);
    answers.refused("POST /session", "POST", "/session", "{\"key\": \"" + secret + "\"}", "");
  }

  /** Documents and imports, which make what {@link #plant} makes one by one. */
  private void document(String base) throws IOException {
    ObjectNode document = documents.config(base, receiver.url().toString());
    made("PUT", "/config?dryRun=true", document);
    made("PUT", "/config", document);
    ((ObjectNode) document.at("/endpoints/0"))
        .putObject("secretHeaders")
        .put("X-Secret", secrets.plant(Place.SECRET_HEADER));
    made("PUT", "/config", document);
    ObjectNode batch = JSON.createObjectNode();
    batch
        .putArray("endpoints")
        .add(secrets.endpoint(base, "fine", secrets.bearer()).put("key", "one"));
    made("POST", "/endpoints:batch", batch);
    made("POST", "/probe", secrets.endpoint(base, "error", secrets.basic()));
    answers.changed("POST", "/import/gatus", documents.gatus(base), adminKey);
    answers.changed("POST", "/import/uptime-kuma", documents.kuma(base), adminKey);
  }

  /** Whether all that was planted has failed and been told at least once. */
  boolean isTold() throws IOException {
    int down = 0;
    for (var each : endpoints.entrySet()) {
      boolean isDone =
          answers
              .send("GET", "/endpoints/" + each.getKey() + "/checks?limit=2", "", adminKey)
              .body()
              .contains("\"trigger\":\"schedule\"");
      down += isDone ? 1 : 0;
    }
    long events =
        receiver.received().stream().filter(each -> each.body().contains("endpoint.down")).count();
    return down == endpoints.size()
        && events > WAYS.size()
        && echoing.received().stream().anyMatch(each -> each.body().contains("endpoint.down"));
  }

  /** What each outlet of the program says; a group of outlets and the place in it. */
  Map<String, String> outlets(Map<String, String> keys, JsonNode document, Db db)
      throws IOException {
    for (var key : keys.entrySet()) {
      for (String path : paths(document)) {
        answers.read(key.getKey(), path, key.getValue());
      }
    }
    Map<String, String> found = new TreeMap<>(answers.texts());
    receiver
        .received()
        .forEach(each -> found.merge("webhook body", each.body(), (one, two) -> one + two));
    for (String table : tables(db)) {
      db.list("SELECT t::text FROM \"" + table + "\" t", row -> row.getString(1))
          .forEach(row -> found.merge("table " + table, row, (one, two) -> one + "\n" + two));
    }
    return found;
  }

  private static List<String> tables(Db db) {
    return db.list(
        """
        SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1
        """,
        row -> row.getString(1));
  }

  private Set<String> paths(JsonNode document) throws IOException {
    Set<String> paths = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            each -> {
              String path = each.getKey().replace(Api.BASE, "");
              if (each.getValue().has("get") && !path.matches("/stream|/session")) {
                paths.addAll(filled(path));
              }
            });
    for (String list : List.of("/incidents", "/deliveries")) {
      paths.addAll(ofItems(list));
    }
    paths.addAll(List.of("//metrics/endpoints", "//q/metrics", "//openapi", "//q/health"));
    return paths;
  }

  private List<String> filled(String path) {
    if (!path.contains("{")) {
      return List.of(path);
    }
    if (path.startsWith("/endpoints/{id}")) {
      return endpoints.keySet().stream().map(id -> path.replace("{id}", id)).toList();
    }
    return path.startsWith("/channels/{id}")
        ? channels.stream().map(id -> path.replace("{id}", id)).toList()
        : List.of();
  }

  private List<String> ofItems(String kind) throws IOException {
    List<String> paths = new ArrayList<>();
    List<String> lists =
        kind.equals("/incidents")
            ? List.of("/incidents?limit=500")
            : channels.stream().map(id -> "/channels/" + id + "/deliveries?limit=500").toList();
    for (String list : lists) {
      JSON.readTree(answers.send("GET", list, "", adminKey).body())
          .path("items")
          .forEach(item -> paths.add(kind + "/" + item.path("id").asText()));
    }
    return paths.subList(0, Math.min(40, paths.size()));
  }

  private String made(String method, String path, JsonNode body) throws IOException {
    return answers.changed(method, path, body.toString(), adminKey);
  }

  @Override
  public void close() throws IOException {
    answers.deleteAll(adminKey);
    answers.close();
    receiver.close();
    echoing.close();
    target.close();
    secured.forEach(TargetServer::close);
  }
}
