package io.probity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.db.Db;
import io.probity.db.StartupFailure;
import io.probity.testing.ManualClock;
import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyBootstrapTest {
  private static final String ONE = "first-admin-key-0123456789";
  private static final String TWO = "second-admin-key-0123456789";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:00:00Z"));
  private final Db db = TestPostgres.freshDb();
  private final ApiKeyStore store = new ApiKeyStore(new ObjectMapper());
  private final KeyRing ring = new KeyRing(db, store, clock);
  private final ApiKeys keys = new ApiKeys(db, store, ring, clock);
  private final Path dataDir;

  AdminKeyBootstrapTest(@TempDir Path dataDir) {
    this.dataDir = dataDir;
  }

  private record Config(Optional<String> adminKey, Path dataDir, boolean embedded)
      implements AccessConfig {}

  @Test
  void makesTheConfiguredKeyAnAdmin() {
    start(external(ONE));
    assertThat(ring.find(ONE)).map(ApiKey::role).contains(Role.ADMIN);
    assertThat(dataDir).isEmptyDirectory();
  }

  @Test
  void changesNothingAtTheNextStart() {
    start(external(ONE));
    List<ApiKey> before = keys.list();
    start(external(ONE));
    assertThat(keys.list()).isEqualTo(before);
  }

  @Test
  void replacesTheConfiguredKeyWhenItChangesAndTakesItBack() {
    start(external(ONE));
    ApiKeys.Created other = keys.create("made by people", Role.ADMIN, java.util.Map.of(), null);
    start(external(TWO));
    assertThat(ring.find(ONE)).isEmpty();
    assertThat(ring.find(TWO)).isPresent();
    assertThat(ring.find(other.text())).isPresent();
    start(external(ONE));
    assertThat(ring.find(ONE)).isPresent();
    assertThat(ring.find(TWO)).isEmpty();
  }

  @Test
  void doesItOnceForManyReplicasStartingTogether() {
    CompletableFuture<?>[] starts =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.runAsync(() -> bootstrap(external(ONE)).ensure()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(starts).join();
    assertThat(keys.list()).hasSize(1);
  }

  @Test
  void generatesAKeyBesideTheEmbeddedDatabaseAndKeepsIt() throws IOException {
    start(embedded());
    Path file = dataDir.resolve("admin.key");
    String text = Files.readString(file).strip();
    assertThat(text).startsWith("pk_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ring.find(text)).map(ApiKey::role).contains(Role.ADMIN);

    start(embedded());
    assertThat(Files.readString(file).strip()).isEqualTo(text);
    assertThat(keys.list()).hasSize(1);
  }

  @Test
  void reusesTheFileForANewDatabase() throws IOException {
    Files.writeString(dataDir.resolve("admin.key"), ONE + "\n");
    start(embedded());
    assertThat(ring.find(ONE)).isPresent();
  }

  @Test
  void generatesAnotherKeyWhenTheOneInTheFileWasRevoked() throws IOException {
    Files.writeString(dataDir.resolve("admin.key"), ONE + "\n");
    start(embedded());
    db.update("UPDATE api_key SET revoked_at = now()");
    start(embedded());
    assertThat(ring.find(ONE)).isEmpty();
    assertThat(ring.find(Files.readString(dataDir.resolve("admin.key")).strip())).isPresent();
  }

  @Test
  void asksForAKeyWithAnEmptyExternalDatabase() {
    assertThatThrownBy(() -> start(external(null)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("PROBITY_ADMIN_KEY");
    start(external(ONE));
    start(external(null));
    assertThat(ring.find(ONE)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "nineteen-characters",
        "has spaces in the middle of it",
        "ümlauts-are-not-sent-in-headers"
      })
  void refusesAWeakOrUnsendableKeyWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> start(external(text)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("probity.admin-key")
        .hasMessageNotContaining(text);
  }

  private void start(Config config) {
    bootstrap(config).ensure();
    ring.refresh();
  }

  private AdminKeyBootstrap bootstrap(Config config) {
    return new AdminKeyBootstrap(db, store, config, clock);
  }

  private Config external(@org.jspecify.annotations.Nullable String key) {
    return new Config(Optional.ofNullable(key), dataDir, false);
  }

  private Config embedded() {
    return new Config(Optional.empty(), dataDir, true);
  }
}
