package io.probity.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The files of the embedded server: its databases in {@code postgres}, the password of its only
 * role in {@code postgres.password}, its log in {@code postgres.log}.
 */
final class Cluster {
  static final String ROLE = "probity";
  private static final String MAJOR = "18";
  private static final int PASSWORD_BYTES = 32;

  private final DataDirectory data;
  private final PostgresBinaries binaries;
  private final PostgresAccount account;

  Cluster(DataDirectory data, PostgresBinaries binaries, PostgresAccount account) {
    this.data = data;
    this.binaries = binaries;
    this.account = account;
  }

  Path path() {
    return data.resolve("postgres");
  }

  Path log() {
    return data.resolve("postgres.log");
  }

  private Path passwordFile() {
    return data.resolve("postgres.password");
  }

  /** Makes the cluster where there is none, refuses a foreign one; returns the password. */
  String prepare() throws IOException, InterruptedException {
    account.letThrough(data.path());
    if (!Files.exists(path())) {
      return create();
    }
    Path version = path().resolve("PG_VERSION");
    if (!Files.exists(version)) {
      throw new StartupFailure(path() + " (probity.data-dir) holds no PostgreSQL database.");
    }
    String major = Files.readString(version).strip();
    if (!major.equals(MAJOR)) {
      throw new StartupFailure(
          path()
              + " (probity.data-dir) was written by PostgreSQL "
              + major
              + " and the embedded one is "
              + MAJOR
              + ": move its content with pg_dump, or choose another data directory.");
    }
    account.own(path());
    return PrivateFile.read(passwordFile())
        .orElseThrow(
            () ->
                new StartupFailure(
                    passwordFile() + " is missing: without it nobody can use " + path() + "."));
  }

  /** Moved into place only when complete, so that a start cut short leaves nothing half done. */
  private String create() throws IOException, InterruptedException {
    String password = newPassword();
    PrivateFile.write(passwordFile(), password);
    Path fresh = data.resolve("postgres.new");
    PostgresBinaries.delete(fresh);
    Files.createDirectory(fresh);
    account.own(fresh);
    Path handedOver = data.resolve("postgres.password.new");
    PrivateFile.write(handedOver, password);
    account.own(handedOver);
    try {
      run(
          List.of(
              binaries.program("initdb"),
              "--pgdata=" + fresh,
              "--username=" + ROLE,
              "--auth=scram-sha-256",
              "--set=scram_iterations=1", // slow only what is guessed; this is 256 random bits
              "--pwfile=" + handedOver,
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8"));
    } finally {
      Files.deleteIfExists(handedOver);
    }
    Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(account.command(command))
            .directory(data.path().toFile())
            .redirectErrorStream(true);
    cleanEnvironment(builder);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      String last = output.substring(output.lastIndexOf('\n') + 1);
      throw new StartupFailure("Cannot set up the embedded PostgreSQL: " + last + ".");
    }
  }

  /** Our environment holds secrets, and settings for PostgreSQL that are not meant for this one. */
  static void cleanEnvironment(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().put("LC_ALL", "C");
  }

  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
