package io.probity.api;

import io.probity.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: for each operation the least role and what it answers to keys that are
 * unrestricted, restricted to the labels of what is asked for, or to others. In paths and bodies
 * {@code {name}} stands for a subject that carries team=payments.
 */
final class Matrix {
  private static final Role VIEWER = Role.VIEWER;
  private static final Role EDITOR = Role.EDITOR;
  private static final Role ADMIN = Role.ADMIN;

  private static final String ENDPOINT =
      "{\"url\": \"http://127.0.0.1:1/\", \"paused\": true, \"labels\": {\"team\": \"payments\"}%s}";
  private static final String CHANNEL =
      "{\"url\": \"http://127.0.0.1:1/%s\", \"match\": {\"labels\": {\"team\": \"payments\"}}}";
  private static final String WINDOW =
      "{\"name\": \"%s\", \"match\": {\"labels\": {\"team\": \"payments\"}}, \"cron\": \"30 2 * * *\", \"duration\": \"1h\"}";
  private static final String STATUS_PAGE =
      "{\"slug\": \"{unique}\", \"title\": \"s\", \"match\": {\"labels\": {\"team\": \"payments\"}}}";
  private static final String KEY =
      "{\"name\": \"made\", \"role\": \"viewer\", \"labels\": {\"team\": \"payments\"}}";

  private static final String GATUS =
      "{\"endpoints\": [{\"name\": \"g\", \"url\": \"http://127.0.0.1:1/\"}]}";
  private static final String KUMA =
      "{\"monitorList\": [{\"name\": \"k\", \"type\": \"http\", \"url\": \"http://127.0.0.1:1/\"}]}";

  static final List<Row> ROWS =
      List.of(
          reads("listEndpoints", "/endpoints?limit=500&q={endpoint.key}", 200, 200, 200),
          writes(
              "createEndpoint", EDITOR, "POST /endpoints", ENDPOINT.formatted(""), 201, 201, 422),
          reads("getEndpoint", "/endpoints/{endpoint}", 200, 200, 404),
          writes(
              "replaceEndpoint",
              EDITOR,
              "PUT /endpoints/{endpoint}",
              ENDPOINT.formatted(", \"name\": \"new\""),
              200,
              200,
              404),
          writes(
              "patchEndpoint",
              EDITOR,
              "PATCH /endpoints/{endpoint}",
              "{\"name\": \"new\"}",
              200,
              200,
              404),
          writes("deleteEndpoint", EDITOR, "DELETE /endpoints/{endpoint}", null, 204, 204, 404),
          writes("pauseEndpoint", EDITOR, "POST /endpoints/{running}/pause", null, 200, 200, 404),
          writes(
              "resumeEndpoint", EDITOR, "POST /endpoints/{endpoint}/resume", null, 200, 200, 404),
          writes(
              "upsertEndpoint",
              EDITOR,
              "PUT /endpoints/by-key/{endpoint.key}",
              ENDPOINT.formatted(""),
              200,
              200,
              409),
          writes(
              "upsertEndpoints",
              EDITOR,
              "POST /endpoints:batch",
              "{\"endpoints\": [" + ENDPOINT.formatted(", \"key\": \"{endpoint.key}\"") + "]}",
              200,
              200,
              409),
          unnoted("probe", EDITOR, "POST /probe", ENDPOINT.formatted(""), 200, 200, 422),
          reads("listChecks", "/endpoints/{endpoint}/checks", 200, 200, 404),
          writes("checkNow", EDITOR, "POST /endpoints/{endpoint}/checks", null, 200, 200, 404),
          reads("explain", "/endpoints/{endpoint}/explain", 200, 200, 404),
          reads("getUptime", "/endpoints/{endpoint}/uptime", 200, 200, 404),
          reads("exportChecksCsv", "/endpoints/{endpoint}/checks.csv", 200, 200, 404),
          reads("exportChecksNdjson", "/endpoints/{endpoint}/checks.ndjson", 200, 200, 404),
          reads("getLatency", "/endpoints/{endpoint}/latency", 200, 200, 404),
          reads("getFailures", "/endpoints/{endpoint}/failures", 200, 200, 404),
          unnoted("replay", VIEWER, "POST /endpoints/{endpoint}/replay", "{}", 200, 200, 404),
          reads("getSummary", "/summary", 200, 200, 200, "endpoint"),
          reads("getCertificate", "/endpoints/{certified}/certificate", 200, 200, 404),
          reads("listCertificates", "/endpoints/{endpoint}/certificates", 200, 200, 404),
          reads("listIncidents", "/incidents?limit=500&state=open", 200, 200, 200, "incident"),
          reads("getIncident", "/incidents/{incident}", 200, 200, 404),
          writes(
              "acknowledgeIncident",
              EDITOR,
              "POST /incidents/{incident}/acknowledge",
              null,
              200,
              200,
              404),
          writes(
              "muteIncident",
              EDITOR,
              "POST /incidents/{incident}/mute",
              "{\"until\": \"{tomorrow}\"}",
              200,
              200,
              404),
          reads("listChannels", "/channels?limit=500", 200, 200, 200, "channel"),
          writes("createChannel", EDITOR, "POST /channels", CHANNEL.formatted(""), 201, 201, 422),
          reads("getChannel", "/channels/{channel}", 200, 200, 404),
          writes(
              "replaceChannel",
              EDITOR,
              "PUT /channels/{channel}",
              CHANNEL.formatted("new"),
              200,
              200,
              404),
          writes(
              "patchChannel",
              EDITOR,
              "PATCH /channels/{channel}",
              "{\"name\": \"new\"}",
              200,
              200,
              404),
          writes("deleteChannel", EDITOR, "DELETE /channels/{channel}", null, 204, 204, 404),
          writes(
              "rotateChannelSecret",
              EDITOR,
              "POST /channels/{channel}/rotate-secret",
              null,
              200,
              200,
              404),
          writes("testChannel", EDITOR, "POST /channels/{channel}/test", null, 202, 202, 404),
          writes(
              "redeliverDead", EDITOR, "POST /channels/{channel}/redeliver", null, 202, 202, 404),
          reads("listDeliveries", "/channels/{channel}/deliveries", 200, 200, 404),
          reads("getDelivery", "/deliveries/{delivery}", 200, 200, 404),
          writes("redeliver", EDITOR, "POST /deliveries/{delivery}/redeliver", null, 202, 202, 404),
          reads("listMaintenance", "/maintenance?limit=500", 200, 200, 200, "window"),
          writes(
              "createMaintenance",
              EDITOR,
              "POST /maintenance",
              WINDOW.formatted("made"),
              201,
              201,
              422),
          reads("getMaintenance", "/maintenance/{window}", 200, 200, 404),
          writes(
              "replaceMaintenance",
              EDITOR,
              "PUT /maintenance/{window}",
              WINDOW.formatted("new"),
              200,
              200,
              404),
          writes(
              "patchMaintenance",
              EDITOR,
              "PATCH /maintenance/{window}",
              "{\"name\": \"new\"}",
              200,
              200,
              404),
          writes("deleteMaintenance", EDITOR, "DELETE /maintenance/{window}", null, 204, 204, 404),
          reads("listStatusPages", "/status-pages?limit=500", 200, 200, 200, "page"),
          writes("createStatusPage", EDITOR, "POST /status-pages", STATUS_PAGE, 201, 201, 422),
          reads("getStatusPage", "/status-pages/{page}", 200, 200, 404),
          writes(
              "replaceStatusPage", EDITOR, "PUT /status-pages/{page}", STATUS_PAGE, 200, 200, 404),
          writes(
              "patchStatusPage",
              EDITOR,
              "PATCH /status-pages/{page}",
              "{\"title\": \"new\"}",
              200,
              200,
              404),
          writes("deleteStatusPage", EDITOR, "DELETE /status-pages/{page}", null, 204, 204, 404),
          unnoted("getConfig", EDITOR, "GET /config", null, 200, 200, 200),
          writes(
              "applyConfig",
              ADMIN,
              "PUT /config",
              "{\"managedBy\": \"matrix\", \"channels\": ["
                  + CHANNEL.formatted("{text}").replaceFirst("\\{", "{\"name\": \"m\", ")
                  + "]}",
              200,
              200,
              422),
          unnoted("importGatus", EDITOR, "POST /import/gatus?dryRun", GATUS, 200, 200, 200),
          unnoted(
              "importUptimeKuma", EDITOR, "POST /import/uptime-kuma?dryRun", KUMA, 200, 200, 200),
          new Row(
              "listKeys", ADMIN, "GET /keys?limit=500", null, List.of(200, 200, 200), false, "key"),
          writes("createKey", ADMIN, "POST /keys", KEY, 201, 201, 422),
          unnoted("getKey", ADMIN, "GET /keys/{key}", null, 200, 200, 404),
          writes("patchKey", ADMIN, "PATCH /keys/{key}", "{\"name\": \"new\"}", 200, 200, 404),
          writes("revokeKey", ADMIN, "DELETE /keys/{key}", null, 204, 204, 404),
          new Row(
              "listAudit",
              ADMIN,
              "GET /audit?limit=500",
              null,
              List.of(200, 200, 200),
              false,
              "key"),
          writes("beginSession", VIEWER, "POST /session", "{\"key\": \"{text}\"}", 204, 204, 204),
          reads("getSession", "/session", 200, 200, 200, ""),
          unnoted("endSession", VIEWER, "DELETE /session", null, 204, 204, 204));

  private Matrix() {}

  /**
   * What is expected of an operation.
   *
   * @param least the least role that may; lower ones get 403
   * @param request method and path below /api/v1
   * @param body null: none
   * @param statuses unrestricted, restricted to the subject's labels, to others
   * @param isNoted whether the trail gets one entry of it
   * @param listed what must be in the list within reach and not beyond; empty: it is no list
   */
  record Row(
      String operation,
      Role least,
      String request,
      @Nullable String body,
      List<Integer> statuses,
      boolean isNoted,
      String listed) {
    boolean isList() {
      return !listed.isEmpty();
    }
  }

  /** An answer. */
  record Answer(int status, String body) {}

  private static Row reads(String operation, String path, int none, int matching, int other) {
    return reads(operation, path, none, matching, other, other == 200 ? "endpoint" : "");
  }

  private static Row reads(
      String operation, String path, int none, int matching, int other, String listed) {
    return new Row(
        operation, VIEWER, "GET " + path, null, List.of(none, matching, other), false, listed);
  }

  private static Row writes(
      String operation,
      Role least,
      String request,
      @Nullable String body,
      int none,
      int matching,
      int other) {
    return new Row(operation, least, request, body, List.of(none, matching, other), true, "");
  }

  private static Row unnoted(
      String operation,
      Role least,
      String request,
      @Nullable String body,
      int none,
      int matching,
      int other) {
    return new Row(operation, least, request, body, List.of(none, matching, other), false, "");
  }
}
