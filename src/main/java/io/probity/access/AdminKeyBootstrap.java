package io.probity.access;

import io.probity.db.Db;
import io.probity.db.Ids;
import io.probity.db.PrivateFile;
import io.probity.db.StartupFailure;
import io.probity.db.Tx;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes sure at start that somebody can log in: with the configured admin key, or with one
 * generated beside the embedded database. Holds a lock, so that of several replicas starting at
 * once one does it.
 */
@Singleton
class AdminKeyBootstrap {
  private static final Logger LOG = Logger.getLogger(AdminKeyBootstrap.class);
  private static final int MIN_LENGTH = 20;
  private static final String NAME = "admin";

  private final Db db;
  private final ApiKeyStore store;
  private final AccessConfig config;
  private final InstantSource clock;

  AdminKeyBootstrap(Db db, ApiKeyStore store, AccessConfig config, InstantSource clock) {
    this.db = db;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  void start(@Observes @Priority(200) StartupEvent event) {
    ensure();
  }

  void ensure() {
    Optional<KeyText> configured =
        config.adminKey().map(text -> checked(text, "probity.admin-key (PROBITY_ADMIN_KEY)"));
    db.run(
        tx -> {
          store.lock(tx);
          if (configured.isPresent()) {
            makeTheBootstrapKey(tx, configured.get());
          } else if (!hasAdmin(tx)) {
            makeTheBootstrapKey(tx, generated(tx));
          }
        });
  }

  private static KeyText checked(String text, String source) {
    boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    if (text.length() < MIN_LENGTH || !printable) {
      throw new StartupFailure(
          "The admin key in "
              + source
              + " must have at least "
              + MIN_LENGTH
              + " characters, all of them printable ASCII without spaces.");
    }
    return new KeyText(text);
  }

  /** A key configured before gives way to the one configured now. */
  private void makeTheBootstrapKey(Tx tx, KeyText text) {
    Instant now = clock.instant();
    ApiKey key =
        ApiKey.created(Ids.uuid7(now), NAME, text.prefix(), Role.ADMIN, Map.of(), true, now, null);
    store.insert(tx, key, text.hash());
    if (store.revokeOtherBootstrap(tx, text.hash(), now) > 0) {
      LOG.info("The admin key was replaced; the former one is revoked.");
    }
  }

  private boolean hasAdmin(Tx tx) {
    return store.usable(tx, clock.instant()).values().stream()
        .anyMatch(key -> key.role() == Role.ADMIN && key.labels().isEmpty());
  }

  private KeyText generated(Tx tx) {
    if (!config.embedded()) {
      throw new StartupFailure(
          "probity.admin-key (PROBITY_ADMIN_KEY) is required for the first start with an external"
              + " database: the database holds no usable admin key yet.");
    }
    Path file = config.dataDir().resolve("admin.key");
    Optional<KeyText> kept =
        PrivateFile.read(file)
            .map(text -> checked(text, file.toString()))
            .filter(key -> !store.known(tx, key.hash()));
    if (kept.isPresent()) {
      LOG.infof("The admin key is the one in %s.", file);
      return kept.get();
    }
    KeyText text = KeyText.generate();
    PrivateFile.write(file, text.value());
    LOG.infof("An admin key was generated; it is in %s.", file);
    return text;
  }
}
