package io.probity;

import io.probity.db.Db;
import io.probity.db.PrivateFile;
import io.probity.db.StartupFailure;
import io.probity.secret.AesGcmSealer;
import io.probity.secret.MasterKey;
import io.probity.secret.Sealer;
import io.probity.secret.SecretConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the key for secrets at rest and makes sure that it is the one this database was used with
 * before: a wrong key would leave every stored secret unreadable.
 */
public final class SecretWiring {
  private static final String FINGERPRINT = "secret-key.fingerprint";
  private static final String KEY = "probity.secret-key (PROBITY_SECRET_KEY)";

  @Produces
  @Singleton
  Sealer sealer(SecretConfig config, Db db) {
    return new AesGcmSealer(
        config.secretKey().isPresent()
            ? configured(config.secretKey().get(), db)
            : stored(config, db));
  }

  /** The parameter is the point: it has the sealer made before anything else starts. */
  void atStart(@Observes @Priority(100) StartupEvent event, Sealer sealer) {}

  private static MasterKey configured(String text, Db db) {
    return remembered(parse(text, KEY), KEY, db);
  }

  private static MasterKey stored(SecretConfig config, Db db) {
    if (!config.embedded()) {
      throw new StartupFailure(missing());
    }
    Path file = config.dataDir().resolve("secret.key");
    Optional<MasterKey> stored = PrivateFile.read(file).map(text -> parse(text, file.toString()));
    return remembered(stored.orElseGet(() -> generate(file, db)), file.toString(), db);
  }

  /** The sentence for a start with an external database and without a key. */
  static String missing() {
    return KEY
        + " is required with an external database: 32 random bytes in base64, as made by"
        + " `openssl rand -base64 32`.";
  }

  /**
   * Reads a key's text.
   *
   * @param source where it came from, for the sentence
   */
  static MasterKey parse(String text, String source) {
    try {
      return MasterKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new StartupFailure("The key in " + source + " " + e.getMessage() + ".", e);
    }
  }

  private static MasterKey generate(Path file, Db db) {
    Optional<String> known = fingerprint(db);
    if (known.isPresent()) {
      throw new StartupFailure(
          file
              + " is missing, and the secrets in the database need the key it held (fingerprint "
              + known.get()
              + "): restore the file or set "
              + KEY
              + ".");
    }
    MasterKey key = MasterKey.generate();
    PrivateFile.write(file, key.text());
    return key;
  }

  private static MasterKey remembered(MasterKey key, String source, Db db) {
    new InstallationStore(db).putIfAbsent(FINGERPRINT, key.fingerprint());
    String known = fingerprint(db).orElseThrow();
    if (!known.equals(key.fingerprint())) {
      throw new StartupFailure(
          "The key in "
              + source
              + " (fingerprint "
              + key.fingerprint()
              + ") is not the one this database was set up with (fingerprint "
              + known
              + ").");
    }
    return key;
  }

  private static Optional<String> fingerprint(Db db) {
    return new InstallationStore(db).find(FINGERPRINT);
  }
}
