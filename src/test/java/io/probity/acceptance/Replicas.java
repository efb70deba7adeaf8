package io.probity.acceptance;

import io.probity.testing.CrashableServer;
import io.probity.testing.PackagedProbity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Processes of the packaged program over one database, each behind a relay of its own. */
final class Replicas implements AutoCloseable {
  private final CrashableServer database = CrashableServer.empty();
  private final List<Relay> relays = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private final Map<Integer, Path> releases = new HashMap<>();

  Replicas(Path data, ReplicaTargets targets) throws IOException {
    for (int i = 0; i < targets.places().size(); i++) {
      add(i, data.resolve("replica" + i), targets);
    }
  }

  private void add(int replica, Path data, ReplicaTargets targets) throws IOException {
    Place place = targets.places().get(replica);
    int port = URI.create(database.url().substring("jdbc:".length())).getPort();
    Relay relay = new Relay(place.database(), port);
    relays.add(relay);
    String url = "jdbc:postgresql://%s:%d/postgres".formatted(place.database(), relay.port());
    programs.add(
        Program.external(
            data,
            database,
            builder -> {
              set(builder, place, targets.nameServer(replica));
              builder.environment("QUARKUS_DATASOURCE_JDBC_URL", url);
              if (releases.containsKey(replica)) {
                builder.jar(releases.get(replica));
              }
            }));
  }

  private static void set(PackagedProbity.Builder builder, Place place, String nameServer) {
    builder
        .prefix(place.prefix().toArray(new String[0]))
        .host(place.host())
        .environment("PROBITY_EGRESS_ALLOW", "127.0.0.0/8,10.212.0.0/14")
        .environment("PROBITY_DNS_SERVERS", nameServer);
  }

  /** A replica runs this jar from its next start on. */
  void release(int replica, Path jar) {
    releases.put(replica, jar);
  }

  void startAll() {
    programs.get(0).start(); // migrates
    programs.forEach(
        each -> {
          if (each != programs.get(0)) {
            each.launch();
          }
        });
    programs.forEach(Program::awaitReady);
  }

  Program get(int replica) {
    return programs.get(replica);
  }

  int size() {
    return programs.size();
  }

  Relay relay(int replica) {
    return relays.get(replica);
  }

  CrashableServer database() {
    return database;
  }

  /** SIGSTOP or SIGCONT. */
  void signal(int replica, String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(get(replica).pid()))
        .inheritIO()
        .start()
        .onExit()
        .join();
  }

  /** Asks it to end and waits for that. */
  void stop(int replica) {
    get(replica).close();
  }

  @Override
  public void close() throws IOException {
    programs.forEach(Program::close);
    for (Relay each : relays) {
      each.close();
    }
    database.close();
  }
}
