package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.StartupFailure;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import io.probity.secret.SecretConfig;
import io.probity.testing.LogEar;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretWiringTest {
  private final Db db = TestPostgres.freshDb();
  private final Path dataDir;
  private final Path file;

  SecretWiringTest(@TempDir Path dataDir) {
    this.dataDir = dataDir;
    this.file = dataDir.resolve("secret.key");
  }

  private record Config(
      Optional<String> secretKey,
      Optional<Path> secretKeyFile,
      Optional<List<String>> secretKeyPrevious,
      Optional<Path> secretKeyPreviousFile,
      Path dataDir,
      boolean embedded)
      implements SecretConfig {}

  @Test
  void generatesAPrivateKeyOnceBesideTheEmbeddedDatabase() throws IOException {
    String sealed = sealer(embedded()).seal(new Secret("x"), "here");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(sealer(embedded()).open(sealed, "here").value()).isEqualTo("x");
  }

  @Test
  void takesTheConfiguredKeyWithoutWritingIt() {
    Config config = configured(MasterKey.generate().text());
    String sealed = sealer(config).seal(new Secret("x"), "here");
    assertThat(sealer(config).open(sealed, "here").value()).isEqualTo("x");
    assertThat(dataDir).isEmptyDirectory();
  }

  @Test
  void refusesAnotherKeyThanTheFirst() {
    sealer(configured(MasterKey.generate().text()));
    assertRefused(configured(MasterKey.generate().text()), "is not the one this database");
  }

  @Test
  void generatesNoKeyForADatabaseThatNeedsALostOne() throws IOException {
    sealer(embedded());
    Files.delete(file);
    assertRefused(embedded(), "secret.key is missing");
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesAKeyThatIsNone() throws IOException {
    assertRefused(configured("c2hvcnQ="), "probity.secret-key (PROBITY_SECRET_KEY) holds 5 bytes");
    Files.writeString(file, "not a key");
    assertRefused(embedded(), file + " is not base64");
  }

  @Test
  void asksForAKeyWithAnExternalDatabase() {
    assertRefused(config(Optional.empty(), Optional.empty(), List.of(), false), "is required");
  }

  @Test
  void takesTheKeyFromAPrivateFile() throws IOException {
    MasterKey key = MasterKey.generate();
    Path given = keyFile("given", key.text() + "\n");
    String sealed = sealer(configured(key.text())).seal(new Secret("x"), "here");
    assertThat(sealer(fromFile(given)).open(sealed, "here").value()).isEqualTo("x");
  }

  @Test
  void refusesAnUnfitKeyFileWithoutTellingWhatIsInIt() throws IOException {
    assertRefused(fromFile(dataDir.resolve("none")), "no such file");
    assertRefused(fromFile(keyFile("empty", "")), "is empty");
    assertThatThrownBy(() -> sealer(fromFile(keyFile("short", "hunter2hunter2"))))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("short")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void refusesTwoSourcesForOneKey() throws IOException {
    String key = MasterKey.generate().text();
    Optional<Path> given = Optional.of(keyFile("given", key));
    Optional<List<String>> none = Optional.empty();
    assertRefused(
        new Config(Optional.of(key), given, none, Optional.empty(), dataDir, false),
        "Both probity.secret-key and probity.secret-key-file are set");
    assertRefused(
        new Config(
            Optional.of(key), Optional.empty(), Optional.of(List.of(key)), given, dataDir, false),
        "Both probity.secret-key-previous and probity.secret-key-previous-file are set");
  }

  @Test
  void opensWithTheKeyBeforeAndSealsWithTheNewOne() throws IOException {
    String before = MasterKey.generate().text();
    MasterKey key = MasterKey.generate();
    String sealed = sealer(configured(before)).seal(new Secret("x"), "here");
    for (Config config :
        List.of(rotated(key.text(), before), rotatedByFile(key.text(), keyFile("old", before)))) {
      Sealer sealer = sealer(config);
      assertThat(sealer.open(sealed, "here").value()).isEqualTo("x");
      assertThat(sealer.seal(new Secret("x"), "here")).contains(key.fingerprint());
    }
  }

  @Test
  void startsWithOneOfTheKeysThatTheDatabaseNeeds() {
    String before = MasterKey.generate().text();
    String after = MasterKey.generate().text();
    sealer(configured(before));
    sealer(rotated(after, before));
    Queue<String> log = new ConcurrentLinkedQueue<>();
    try (LogEar ear = LogEar.on(Level.SEVERE, log)) {
      sealer(configured(after));
    }
    assertThat(log)
        .singleElement()
        .asString()
        .contains(MasterKey.parse(before).fingerprint())
        .doesNotContain(before);
    sealer(configured(before));
    assertRefused(configured(MasterKey.generate().text()), "is not the one this database");
  }

  private void assertRefused(Config config, String part) {
    assertThatThrownBy(() -> sealer(config))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining(part);
  }

  private Sealer sealer(Config config) {
    return new SecretWiring().sealer(config, db);
  }

  private Config embedded() {
    return config(Optional.empty(), Optional.empty(), List.of(), true);
  }

  private Config configured(String key) {
    return rotated(key);
  }

  private Config rotated(String key, String... previous) {
    return config(Optional.of(key), Optional.empty(), List.of(previous), false);
  }

  private Config rotatedByFile(String key, Path previous) {
    return new Config(
        Optional.of(key),
        Optional.empty(),
        Optional.empty(),
        Optional.of(previous),
        dataDir,
        false);
  }

  private Config fromFile(Path given) {
    return config(Optional.empty(), Optional.of(given), List.of(), false);
  }

  private Config config(
      Optional<String> key, Optional<Path> given, List<String> previous, boolean embedded) {
    return new Config(
        key,
        given,
        Optional.of(previous).filter(each -> !each.isEmpty()),
        Optional.empty(),
        dataDir,
        embedded);
  }

  private Path keyFile(String name, String text) throws IOException {
    Path given = Files.writeString(dataDir.resolve(name), text);
    return Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rw-------"));
  }
}
