package io.probity.endpoint;

import io.probity.db.Db;
import io.probity.secret.Sealer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells what changed since the last poll, from the table alone: nothing is lost to a missed
 * notification, and nothing to transactions that commit in another order than they began.
 *
 * <p>Rows carry the transaction that wrote them. Each poll reads everything at or above the lowest
 * transaction that was still open at the poll before; so a row that becomes visible late is still
 * found, and one that is visible is told at once, even while something else keeps an old
 * transaction open. Revisions tell which rows of that overlap were told already. The position lives
 * in memory only, since transaction numbers do not survive a restore.
 *
 * <p>Blocks. For one thread at a time, except {@link #unreadable}.
 */
public final class ChangeFeed {
  private static final Logger LOG = Logger.getLogger(ChangeFeed.class);
  private static final int PAGE = 1000;
  private static final long NOT_STARTED = -1;

  private final Db db;
  private final SealedSpecs specs;
  private final EndpointStore store;
  private final int page;
  private long cursor = NOT_STARTED;

  /** Revision by internal number of what was told and may be read again. */
  private Map<Long, Long> told = new HashMap<>();

  private volatile Set<UUID> unreadable = Set.of();

  /** A feed that starts from nothing: its first poll tells all there is. */
  public ChangeFeed(Db db, Sealer sealer) {
    this(db, sealer, PAGE);
  }

  ChangeFeed(Db db, Sealer sealer, int page) {
    this.db = db;
    this.specs = new SealedSpecs(sealer);
    this.store = new EndpointStore(specs);
    this.page = page;
  }

  /**
   * The changes since the last poll, oldest first. The first poll tells all endpoints, and the
   * deleted ones that still have an open incident. A change may be told twice, never not at all; if
   * this throws, the next poll tells what this one would have.
   *
   * <p>An endpoint whose configuration cannot be read is logged, counted and skipped.
   */
  public List<Change> poll() {
    if (cursor == NOT_STARTED) {
      return load();
    }
    EndpointStore.Glance glance = store.glance(db, cursor);
    long horizon = glance.horizon();
    List<StoredEndpoint> rows = glance.changed() ? store.changedSince(db, cursor) : List.of();
    if (horizon < cursor) {
      LOG.warn("the database has gone back in time, perhaps to a stand-by: reading all endpoints");
      return load();
    }
    List<Change> changes = open(rows.stream().filter(this::isNew).toList());
    told = overlap(rows, horizon);
    cursor = horizon;
    return changes;
  }

  private List<Change> load() {
    long horizon = store.glance(db, 0).horizon();
    List<Change> changes = new ArrayList<>();
    Map<Long, Long> overlap = new HashMap<>();
    List<StoredEndpoint> rows = List.of();
    do {
      long after = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).id();
      rows = db.tx(tx -> store.load(tx, after, page));
      changes.addAll(open(rows));
      overlap.putAll(overlap(rows, horizon));
    } while (rows.size() == page);
    told = overlap;
    cursor = horizon;
    return changes;
  }

  private boolean isNew(StoredEndpoint row) {
    return !Long.valueOf(row.revision()).equals(told.get(row.id()));
  }

  private static Map<Long, Long> overlap(List<StoredEndpoint> rows, long horizon) {
    Map<Long, Long> overlap = new HashMap<>();
    for (StoredEndpoint row : rows) {
      if (row.changeXid() >= horizon) {
        overlap.put(row.id(), row.revision());
      }
    }
    return overlap;
  }

  private List<Change> open(List<StoredEndpoint> rows) {
    List<Change> changes = new ArrayList<>();
    Set<UUID> bad = new TreeSet<>(unreadable);
    for (StoredEndpoint row : rows) {
      bad.remove(row.publicId());
      try {
        changes.add(new Change(row.open(specs), row.deleted()));
      } catch (UnreadableEndpoint e) {
        LOG.errorf(e, "%s; it is not probed as it is stored", e.getMessage());
        bad.add(row.publicId());
      }
    }
    unreadable = Set.copyOf(bad);
    return changes;
  }

  /** The endpoints whose stored configuration cannot be read. Any thread. */
  public Set<UUID> unreadable() {
    return unreadable;
  }
}
