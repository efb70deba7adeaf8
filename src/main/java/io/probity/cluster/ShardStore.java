package io.probity.cluster;

import io.probity.db.Control;
import io.probity.db.Db;
import io.probity.db.Fenced;
import io.probity.db.Json;
import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The tables {@code member} and {@code shard}. Blocks. */
@Singleton
final class ShardStore {
  private static final String ORPHANED =
      "(s.owner IS NULL OR NOT EXISTS (SELECT 1 FROM member m WHERE m.id = s.owner AND m.expires > clock_timestamp()))";

  private final Db db;

  ShardStore(@Control Db db) {
    this.db = db;
  }

  /** A shard with the epoch under which it is owned. */
  record Owned(int shard, long epoch) {}

  /**
   * A renewed lease.
   *
   * @param unbroken whether the lease had not run out before, so that nobody can have taken shards
   */
  record Beat(List<Member> living, boolean unbroken) {}

  /**
   * Renews the lease of a member and forgets those that ran out a minute ago; tells all living
   * members.
   *
   * @param yielding whether it would rather have its work done by others
   */
  Beat heartbeat(UUID member, Duration ttl, boolean yielding) {
    return db.tx(
        tx -> {
          boolean unbroken =
              tx.first(
                      "SELECT 1 FROM member WHERE id = ? AND expires > clock_timestamp() FOR UPDATE",
                      row -> row.getInt(1),
                      member)
                  .isPresent();
          tx.update(
              """
              INSERT INTO member (id, expires, info)
              VALUES (?, clock_timestamp() + ? * interval '1 millisecond', ?)
              ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, info = excluded.info
              """,
              member,
              ttl.toMillis(),
              new Json("{\"yielding\": %s}".formatted(yielding)));
          tx.update("DELETE FROM member WHERE expires < clock_timestamp() - interval '1 minute'");
          return new Beat(
              tx.list(
                  "SELECT id, (info ->> 'yielding')::boolean FROM member WHERE expires > clock_timestamp()",
                  row -> new Member(row.getObject(1, UUID.class), row.getObject(2, Boolean.class))),
              unbroken);
        });
  }

  /** Declares every other member dead. */
  void evictOthers(UUID member) {
    db.update("DELETE FROM member WHERE id <> ?", member);
  }

  /** What a member owns by the database's word. */
  Map<Integer, Long> owned(UUID member) {
    return db
        .list(
            "SELECT id, epoch FROM shard WHERE owner = ?",
            row -> new Owned(row.getInt(1), row.getLong(2)),
            member)
        .stream()
        .collect(Collectors.toMap(Owned::shard, Owned::epoch));
  }

  /**
   * Takes over at most {@code most} orphaned shards, raising their epochs; rows locked by others
   * are left to them.
   */
  List<Owned> claim(UUID member, int most) {
    return db.list(
        """
        UPDATE shard SET owner = ?, epoch = epoch + 1
        WHERE id IN (SELECT s.id FROM shard s WHERE %s ORDER BY s.id LIMIT ? FOR UPDATE SKIP LOCKED)
        RETURNING id, epoch
        """
            .formatted(ORPHANED),
        row -> new Owned(row.getInt(1), row.getLong(2)),
        member,
        most);
  }

  /** Whether any shard has been given back and not been taken. */
  boolean anyFree() {
    return db.list(
            "SELECT EXISTS (SELECT FROM shard WHERE owner IS NULL)", row -> row.getBoolean(1))
        .get(0);
  }

  /** The living member that owns a shard. */
  Optional<UUID> holder(int shard) {
    return db.first(
        "SELECT s.owner FROM shard s JOIN member m ON m.id = s.owner WHERE s.id = ? AND m.expires > clock_timestamp()",
        row -> row.getObject(1, UUID.class),
        shard);
  }

  /** Gives shards back; those no longer owned are left alone. */
  void release(UUID member, Collection<Integer> shards) {
    db.update(
        "UPDATE shard SET owner = NULL WHERE owner = ? AND id = ANY (?)",
        member,
        shards.stream().mapToLong(Integer::longValue).toArray());
  }

  /** Gives everything back and leaves. */
  void leave(UUID member) {
    db.run(
        tx -> {
          tx.update("UPDATE shard SET owner = NULL WHERE owner = ?", member);
          tx.update("DELETE FROM member WHERE id = ?", member);
        });
  }

  /** Holds the ownership of shards still until the transaction ends, or throws {@link Fenced}. */
  static void fence(Tx tx, UUID member, Collection<Owned> shards) {
    List<Long> held =
        tx.list(
            """
            SELECT s.id FROM shard s
            JOIN unnest(?::bigint[], ?::bigint[]) AS known (id, epoch)
              ON known.id = s.id AND known.epoch = s.epoch
            WHERE s.owner = ?
            ORDER BY s.id FOR SHARE OF s
            """,
            row -> row.getLong(1),
            shards.stream().mapToLong(Owned::shard).toArray(),
            shards.stream().mapToLong(Owned::epoch).toArray(),
            member);
    if (held.size() < shards.size()) {
      Owned lost =
          shards.stream()
              .filter(each -> !held.contains((long) each.shard()))
              .findFirst()
              .orElseThrow(() -> new Fenced("a shard is owned under one epoch only"));
      throw new Fenced(
          "shard %d is no longer owned under epoch %d".formatted(lost.shard(), lost.epoch()));
    }
  }
}
