package io.probity;

import io.probity.cluster.Ownership;
import io.probity.db.Db;
import io.probity.db.Fence;
import io.probity.db.Fenced;
import io.probity.endpoint.SealedTable;
import io.probity.secret.Sealer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Brings every stored secret under the current key, in small transactions, wherever it was left the
 * time before. One replica does it, namely the owner of shard 0. Blocks; for one thread.
 */
final class Resealing {
  private static final Logger LOG = Logger.getLogger(Resealing.class);
  private static final int SHARD = 0;
  private static final int BATCH = 200;

  /**
   * How many secrets there are.
   *
   * @param current sealed with the current key
   * @param previous sealed with another key that is held
   * @param missing sealed with a key that is not held
   */
  record Counts(long current, long previous, long missing) {}

  private final Db db;
  private final Sealer sealer;
  private final Ownership ownership;
  private final List<? extends SealedTable> tables;
  private final NeededKeys needed;
  private Set<String> missing = Set.of();

  Resealing(Db db, Sealer sealer, Ownership ownership, List<? extends SealedTable> tables) {
    this.db = db;
    this.sealer = sealer;
    this.ownership = ownership;
    this.tables = tables;
    this.needed = new NeededKeys(new InstallationStore(db));
  }

  /**
   * Does what there is to do.
   *
   * @return what there is afterwards; empty: another replica knows
   */
  Optional<Counts> tick() {
    if (!ownership.owns(SHARD)) {
      return Optional.empty();
    }
    try {
      Set<String> before = needed.fingerprints();
      Map<String, Long> secrets = secrets();
      if (secrets.keySet().stream().anyMatch(this::isToDo)) {
        Fence fence = ownership.fence(SHARD);
        tables.forEach(each -> reseal(each, fence));
        secrets = secrets();
      }
      tell(secrets.keySet(), before);
      return Optional.of(counted(secrets));
    } catch (Fenced takenOver) {
      return Optional.empty();
    }
  }

  private Map<String, Long> secrets() {
    Map<String, Long> all = new HashMap<>();
    db.run(tx -> tables.forEach(t -> t.secrets(tx).forEach((k, n) -> all.merge(k, n, Long::sum))));
    return all;
  }

  private boolean isToDo(String key) {
    return !key.equals(sealer.currentKey())
        && (key.equals(SealedTable.IN_CLEAR) || sealer.holds(key));
  }

  private void reseal(SealedTable table, Fence fence) {
    long at = 0;
    do {
      long after = at;
      at =
          db.tx(
              tx -> {
                fence.check(tx);
                return table.reseal(tx, after, BATCH);
              });
    } while (at > 0);
  }

  private Counts counted(Map<String, Long> secrets) {
    long current = secrets.getOrDefault(sealer.currentKey(), 0L);
    long previous = 0;
    long all = 0;
    for (Map.Entry<String, Long> each : secrets.entrySet()) {
      all += each.getValue();
      previous += isToDo(each.getKey()) ? each.getValue() : 0;
    }
    return new Counts(current, previous, all - current - previous);
  }

  private void tell(Set<String> keys, Set<String> before) {
    String current = sealer.currentKey();
    Set<String> lacking = new TreeSet<>(keys);
    lacking.removeIf(each -> each.equals(current) || isToDo(each));
    if (!lacking.isEmpty() && !lacking.equals(missing)) {
      LOG.errorf(
          "secrets are sealed with keys that are not held (fingerprints %s): their endpoints are not"
              + " probed and their channels not told",
          lacking);
    }
    missing = lacking;
    boolean isDone = keys.isEmpty() || keys.equals(Set.of(current));
    if (isDone && needed.only(current, before)) {
      LOG.infof(
          "all secrets are sealed with the current key (fingerprint %s): once every replica has it,"
              + " probity.secret-key-previous can go",
          current);
    }
  }
}
