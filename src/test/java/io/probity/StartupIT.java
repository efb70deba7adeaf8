package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probity.testing.PackagedProbity;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class StartupIT {
  private static final String PROTECTED = "/openapi";
  private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String ADMIN_KEY = "an-admin-key-of-some-length";

  private final Path data;

  StartupIT(@TempDir Path directory) {
    this.data = directory.resolve("data");
  }

  @Test
  void keepsItsDataOverAKillAndStopsCleanly() throws IOException {
    String key;
    try (PackagedProbity first = PackagedProbity.in(data).start().awaitReady()) {
      key = first.adminKey();
      assertThat(first.get(PROTECTED, key).statusCode()).isEqualTo(200);
      assertThat(first.get(PROTECTED, "").statusCode()).isEqualTo(401);
      assertThat(first.output()).doesNotContain(key).doesNotContain(password());
      first.kill();
      assertThat(postmaster()).isPresent();
    }
    try (PackagedProbity second = PackagedProbity.in(data).start().awaitReady()) {
      assertThat(second.adminKey()).isEqualTo(key);
      assertThat(second.get(PROTECTED, key).statusCode()).isEqualTo(200);
      assertThat(second.output()).contains("left over");
      second.stop();
      assertThat(second.output()).doesNotContain("Exception");
      assertThat(postmaster()).isEmpty();
    }
    assertThat(Files.readString(data.resolve("postgres.log")))
        .endsWith("database system is shut down\n");
  }

  @Test
  void keepsOthersOutOfItsDatabase() throws IOException {
    try (PackagedProbity probity = PackagedProbity.in(data).start().awaitReady()) {
      String url = url(probity);
      assertThat(refusal(url, "probity", "probity")).isEqualTo("28P01");
      assertThat(refusal(url, "postgres", "postgres")).isEqualTo("28P01");
      for (String name : List.of("admin.key", "secret.key", "postgres.password")) {
        assertThat(permissions(data.resolve(name))).isEqualTo("rw-------");
      }
      assertThat(permissions(data)).isEqualTo("rwx------");
    }
  }

  @Test
  void startsTheDatabaseAgainWhenItDies() throws IOException {
    try (PackagedProbity probity = PackagedProbity.in(data).start().awaitReady()) {
      ProcessHandle postmaster = postmaster().orElseThrow();
      assertThat(postmaster.destroyForcibly()).isTrue();
      assertThat(probity.get(PROTECTED, probity.adminKey()).statusCode()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> probity.output().contains("PostgreSQL is running again"));
      await().atMost(Duration.ofSeconds(10)).until(probity::isReady);
      assertThat(postmaster().orElseThrow().pid()).isNotEqualTo(postmaster.pid());
    }
  }

  @Test
  void leavesTheDatabaseRunningUntilAnInterruptHasStoppedEverythingElse() throws IOException {
    try (PackagedProbity probity =
        PackagedProbity.in(data).prefix("/usr/bin/setsid").start().awaitReady()) {
      signal("INT", -probity.pid());
      assertThat(probity.awaitEnd()).isEqualTo(130);
      assertThat(probity.output()).contains("probity stopped").doesNotContain("WARN");
      assertThat(postmaster()).isEmpty();
    }
  }

  @Test
  void deletesTheLockOfADeadServerWhoseNumberSomebodyElseHas() throws IOException {
    try (PackagedProbity first = PackagedProbity.in(data).start().awaitReady()) {
      first.stop();
    }
    Path lock = data.resolve("postgres/postmaster.pid");
    Files.writeString(lock, ProcessHandle.current().pid() + "\n" + data + "/postgres\n0\n1\n");
    try (PackagedProbity second = PackagedProbity.in(data).start().awaitReady()) {
      assertThat(second.isReady()).isTrue();
    }
  }

  @Test
  void refusesADataDirectoryInUse() {
    try (PackagedProbity first = PackagedProbity.in(data).start().awaitReady()) {
      assertSentence(
          PackagedProbity.in(data), "Another Probity is running on the data directory " + data);
      assertThat(first.isReady()).isTrue();
    }
  }

  @Test
  void refusesABusyPort() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertSentence(
          PackagedProbity.in(data).port(busy.getLocalPort()),
          "127.0.0.1:" + busy.getLocalPort() + " (quarkus.http.port, QUARKUS_HTTP_PORT)");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void refusesAFileForADataDirectory() throws IOException {
    Files.writeString(data, "");
    assertSentence(PackagedProbity.in(data), data + " (probity.data-dir) is a file");
    assertSentence(PackagedProbity.in(data.resolve("below")), "(probity.data-dir)");
  }

  @Test
  void refusesADatabaseOfAnotherMajorVersion() throws IOException {
    Files.createDirectories(data.resolve("postgres"));
    Files.writeString(data.resolve("postgres/PG_VERSION"), "16\n");
    assertSentence(PackagedProbity.in(data), "was written by PostgreSQL 16");
  }

  @Test
  void refusesAnExternalDatabaseItCannotUse() {
    String url = TestPostgres.freshUrl().replaceAll("[?].*", "");
    int nobody = PackagedProbity.freePort();
    assertSentence(
        external("jdbc:postgresql://127.0.0.1:" + nobody + "/x?password=hidden"),
        "127.0.0.1:" + nobody + "/x (quarkus.datasource.jdbc.url) cannot be reached");
    assertSentence(external(url + "nowhere"), "has no such database");
    assertSentence(external("jdbc:mysql://localhost/x"), "is not a URL of PostgreSQL");
    assertSentence(
        external(url).environment("PROBITY_SECRET_KEY", ""),
        "PROBITY_SECRET_KEY) or probity.secret-key-file is required");
    assertSentence(external(url).environment("PROBITY_SECRET_KEY", "abc"), "probity.secret-key");
    assertSentence(
        external(url).environment("PROBITY_ADMIN_KEY", ""), "PROBITY_ADMIN_KEY) is required");
    assertSentence(external(url).environment("PROBITY_ADMIN_KEY", "short"), "at least 20");
  }

  @Test
  void refusesAnotherSecretKeyThanTheFirst() {
    String url = TestPostgres.freshUrl();
    try (PackagedProbity first = external(url).start().awaitReady()) {
      assertThat(first.get(PROTECTED, ADMIN_KEY).statusCode()).isEqualTo(200);
      assertThat(data).doesNotExist();
    }
    byte[] other = new byte[32];
    other[0] = 1;
    assertSentence(
        external(url).environment("PROBITY_SECRET_KEY", Base64.getEncoder().encodeToString(other)),
        "is not the one this database was set up with");
  }

  @Test
  void namesTheKeyOfAValueThatMeansNothing() {
    assertSentence(PackagedProbity.in(data).jvm("-Dquarkus.http.port=many"), "quarkus.http.port");
  }

  private PackagedProbity.Builder external(String url) {
    return PackagedProbity.in(data)
        .environment("QUARKUS_DATASOURCE_JDBC_URL", url)
        .environment("QUARKUS_DATASOURCE_USERNAME", "postgres")
        .environment("QUARKUS_DATASOURCE_PASSWORD", "postgres")
        .environment("PROBITY_SECRET_KEY", SECRET_KEY)
        .environment("PROBITY_ADMIN_KEY", ADMIN_KEY);
  }

  private static void assertSentence(PackagedProbity.Builder run, String part) {
    try (PackagedProbity probity = run.start()) {
      assertThat(probity.awaitEnd()).isEqualTo(1);
      List<String> lines =
          probity.output().lines().filter(line -> !line.contains(" INFO ")).toList();
      assertThat(lines).as(probity.output()).hasSize(1);
      assertThat(lines.get(0))
          .startsWith("Probity cannot start: ")
          .contains(part)
          .doesNotContain("hidden");
    }
  }

  private java.util.Optional<ProcessHandle> postmaster() throws IOException {
    Path lock = data.resolve("postgres/postmaster.pid");
    if (!Files.exists(lock)) {
      return java.util.Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(lock).get(0).strip()))
        .filter(ProcessHandle::isAlive);
  }

  private String password() throws IOException {
    return Files.readString(data.resolve("postgres.password")).strip();
  }

  private static String url(PackagedProbity probity) {
    Matcher port = Pattern.compile("on 127\\.0\\.0\\.1:(\\d+)").matcher(probity.output());
    assertThat(port.find()).isTrue();
    return "jdbc:postgresql://127.0.0.1:" + port.group(1) + "/probity";
  }

  private static String refusal(String url, String user, String password) {
    try (var connection = DriverManager.getConnection(url, user, password)) {
      return connection.toString();
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void signal(String name, long pid) throws IOException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).inheritIO().start();
  }
}
