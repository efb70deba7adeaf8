package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.db.Db;
import io.probity.db.StartupFailure;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import io.probity.secret.SecretConfig;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
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

  private record Config(Optional<String> secretKey, Path dataDir, boolean embedded)
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
    assertRefused(new Config(Optional.empty(), dataDir, false), "PROBITY_SECRET_KEY) is required");
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
    return new Config(Optional.empty(), dataDir, true);
  }

  private Config configured(String key) {
    return new Config(Optional.of(key), dataDir, false);
  }
}
