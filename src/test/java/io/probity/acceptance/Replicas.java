package io.probity.acceptance;

import io.probity.testing.CrashableServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of the packaged program over one database, each behind a relay of its own. */
final class Replicas implements AutoCloseable {
  private final CrashableServer database = new CrashableServer();
  private final List<Relay> relays = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();

  Replicas(int count, Path data, ReplicaTargets targets) throws IOException {
    URI address = URI.create(database.url().substring("jdbc:".length()));
    for (int i = 0; i < count; i++) {
      Relay relay = new Relay(address.getPort());
      relays.add(relay);
      String url = database.url().replace(":" + address.getPort(), ":" + relay.port());
      String nameServer = targets.nameServer(i);
      programs.add(
          Program.external(
              data.resolve("replica" + i),
              database,
              builder ->
                  builder
                      .environment("QUARKUS_DATASOURCE_JDBC_URL", url)
                      .environment("PROBITY_DNS_SERVERS", nameServer)));
    }
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
