package io.probity;

import io.probity.ConfiguredKeys.Sourced;
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
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Finds the keys for secrets at rest and makes sure that they are some that this database was used
 * with before.
 */
public final class SecretWiring {
  private static final Logger LOG = Logger.getLogger(SecretWiring.class);

  @Produces
  @Singleton
  Sealer sealer(SecretConfig config, Db db) {
    NeededKeys needed = new NeededKeys(new InstallationStore(db));
    Sourced current =
        ConfiguredKeys.current(config.secretKey(), config.secretKeyFile())
            .orElseGet(() -> stored(config, needed));
    Sealer sealer =
        new AesGcmSealer(
            current.key(),
            ConfiguredKeys.previous(config.secretKeyPrevious(), config.secretKeyPreviousFile()));
    check(sealer, current.source(), needed.add(sealer));
    return sealer;
  }

  /** The parameter is the point: it has the sealer made before anything else starts. */
  void atStart(@Observes @Priority(100) StartupEvent event, Sealer sealer) {}

  private static Sourced stored(SecretConfig config, NeededKeys needed) {
    if (!config.embedded()) {
      throw new StartupFailure(ConfiguredKeys.missing());
    }
    Path file = config.dataDir().resolve("secret.key");
    Optional<MasterKey> stored =
        PrivateFile.read(file).map(text -> ConfiguredKeys.parse(text, file.toString()));
    return new Sourced(stored.orElseGet(() -> generate(file, needed)), file.toString());
  }

  private static MasterKey generate(Path file, NeededKeys needed) {
    Set<String> known = needed.fingerprints();
    if (!known.isEmpty()) {
      throw new StartupFailure(
          file
              + " is missing, and the secrets in the database need the key it held (fingerprint "
              + String.join(", ", known)
              + "): restore the file or set probity.secret-key (PROBITY_SECRET_KEY).");
    }
    MasterKey key = MasterKey.generate();
    PrivateFile.write(file, key.text());
    return key;
  }

  /** Without any key that is needed nothing could be read; without some, something cannot. */
  private static void check(Sealer sealer, String source, Set<String> needed) {
    if (needed.stream().noneMatch(sealer::holds)) {
      throw new StartupFailure(
          "The key in "
              + source
              + " (fingerprint "
              + sealer.currentKey()
              + ") is not the one this database was set up with (fingerprint "
              + String.join(", ", needed)
              + "); a key that was replaced belongs into probity.secret-key-previous.");
    }
    needed.stream()
        .filter(each -> !sealer.holds(each))
        .forEach(
            each ->
                LOG.errorf(
                    "secrets may still be sealed with the key of fingerprint %s, which is neither"
                        + " probity.secret-key nor among probity.secret-key-previous: what holds"
                        + " them is not probed or told until it is given back",
                    each));
  }
}
