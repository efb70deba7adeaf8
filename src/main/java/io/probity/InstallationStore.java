package io.probity;

import io.probity.db.Db;
import java.util.Optional;
import java.util.UUID;

/** The table {@code installation}: facts about this installation. Blocks. */
final class InstallationStore {
  private final Db db;

  InstallationStore(Db db) {
    this.db = db;
  }

  Optional<String> find(String name) {
    return db.first("SELECT value FROM installation WHERE name = ?", row -> row.getString(1), name);
  }

  /** What tells this installation from others; made once and the same on every replica. */
  String id() {
    putIfAbsent("id", UUID.randomUUID().toString());
    return find("id").orElseThrow();
  }

  /** False if it is not {@code before} any more. */
  boolean replace(String name, String before, String value) {
    return db.update(
            "UPDATE installation SET value = ? WHERE name = ? AND value = ?", value, name, before)
        == 1;
  }

  /** Keeps what was there before. */
  void putIfAbsent(String name, String value) {
    db.update(
        "INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, value);
  }
}
