package io.probity.api;

import io.probity.api.PlantedSecrets.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What may be seen of planted secrets, where, and why; all else may not. */
final class JustifiedSecrets {
  /**
   * A secret that may be seen.
   *
   * @param outlet a regular expression of the outlet, its ids replaced by ID
   */
  record Seen(String outlet, Set<Place> places, String why) {}

  private static final String EDITORS = "answer to (editor|admin|session) of ";
  private static final String ANYBODY = "answer to .* of ";

  private static final Set<Place> ENDPOINT =
      Set.of(
          Place.URL_QUERY,
          Place.URL_PATH,
          Place.ENDPOINT_BODY,
          Place.ENDPOINT_HEADER,
          Place.AUTHORIZATION_HEADER);

  private static final Set<Place> CHANNEL =
      Set.of(Place.CHANNEL_PATH, Place.CHANNEL_QUERY, Place.CHANNEL_HEADER, Place.CHANNEL_TEMPLATE);

  /** No credentials by themselves. */
  private static final Set<Place> PLAIN = Set.of(Place.URL_PATH, Place.ENDPOINT_HEADER);

  private static final List<Seen> ALL =
      List.of(
          new Seen(
              EDITORS + "((POST|PATCH|PUT) )?/endpoints(/ID|:batch)?",
              ENDPOINT,
              "whoever may write an endpoint sees it as it was written, to write it back; what is"
                  + " secret belongs into auth and secretHeaders"),
          new Seen(
              "answer to viewer of /endpoints(/ID)?",
              PLAIN,
              "paths and plain headers are shown as they are"),
          new Seen(
              EDITORS + "/channels(/ID)?|answer to admin of (POST|PATCH) /channels(/ID)?",
              CHANNEL,
              "editors see channels as they were written"),
          new Seen(
              EDITORS + "/config",
              Set.of(
                  Place.URL_QUERY,
                  Place.URL_PATH,
                  Place.ENDPOINT_BODY,
                  Place.ENDPOINT_HEADER,
                  Place.AUTHORIZATION_HEADER,
                  Place.CHANNEL_PATH,
                  Place.CHANNEL_QUERY,
                  Place.CHANNEL_HEADER,
                  Place.CHANNEL_TEMPLATE),
              "a document of what is there, for editors and to be put back"),
          new Seen(
              ANYBODY + "/(endpoints/ID/(checks.*|explain)|incidents.*|summary|stream)",
              PLAIN,
              "evidence shows what targets answered, less the credentials of the request"),
          new Seen(
              "answer to admin of POST /(endpoints/ID/checks|probe)",
              PLAIN,
              "evidence of a check on demand"),
          new Seen(ANYBODY + "//metrics/endpoints", Set.of(Place.URL_PATH), "the label target"),
          new Seen(ANYBODY + "/audit", PLAIN, "the trail shows paths and plain headers"),
          new Seen(
              EDITORS + "/(channels/ID/deliveries|deliveries/ID)",
              PLAIN,
              "a receiver that fails echoed the message itself"),
          new Seen(
              "answer to admin of POST /channels(/ID/rotate-secret)?",
              Set.of(Place.SIGNING_SECRET),
              "shown once, to whoever makes it"),
          new Seen("webhook body", PLAIN, "events hold evidence and the path of the URL"),
          new Seen(
              "webhook body",
              Set.of(Place.CHANNEL_TEMPLATE),
              "the template is what makes the body"),
          new Seen("table endpoint", ENDPOINT, "as written; auth and secretHeaders are encrypted"),
          new Seen(
              "table channel",
              Set.of(Place.CHANNEL_HEADER, Place.CHANNEL_TEMPLATE),
              "as written; the URL, the signing secret and secretHeaders are encrypted"),
          new Seen(
              "table (failure.*|incident|incident_entry|health|event|audit|delivery)",
              PLAIN,
              "evidence, and the path of the URL"),
          new Seen(
              ANYBODY
                  + "/endpoints/ID/(certificates?|explain)"
                  + "|answer to admin of POST /endpoints/ID/checks"
                  + "|table (certificate.*|event)|webhook body",
              Set.of(Place.BEARER_TOKEN),
              "the target published the token in its own certificate, which is a public document"));

  private JustifiedSecrets() {}

  /** What may not be seen, as sentences. */
  static Set<String> unjustified(PlantedSecrets secrets, Map<String, String> outlets) {
    Set<String> found = new TreeSet<>();
    outlets.forEach(
        (outlet, text) -> {
          String place = named(outlet);
          secrets.in(text).stream()
              .filter(secret -> ALL.stream().noneMatch(seen -> covers(seen, secret, place)))
              .forEach(secret -> found.add(secret + " in " + place));
        });
    return found;
  }

  /** Reasons for what is not seen anywhere. */
  static List<String> idle(PlantedSecrets secrets, Map<String, String> outlets) {
    List<Seen> idle = new ArrayList<>(ALL);
    outlets.forEach(
        (outlet, text) -> {
          Set<Place> there = secrets.in(text);
          idle.removeIf(
              seen -> there.stream().anyMatch(secret -> covers(seen, secret, named(outlet))));
        });
    return idle.stream().map(Seen::why).toList();
  }

  private static boolean covers(Seen seen, Place secret, String outlet) {
    return seen.places().contains(secret) && outlet.matches(seen.outlet());
  }

  private static String named(String outlet) {
    return outlet.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID").replaceAll("\\?.*", "");
  }
}
