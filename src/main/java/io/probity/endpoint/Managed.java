package io.probity.endpoint;

import io.probity.db.Reach;
import io.probity.db.Snapshot;
import io.probity.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Things of one kind as configuration documents hold them: read and written many at once, in the
 * caller's transaction. Thread-safe; what takes a transaction blocks.
 *
 * @param <S> the configuration of one
 */
public interface Managed<S> {
  /** The member of a document that lists them, such as {@code endpoints}. */
  String section();

  /** What the trail calls one, such as {@code endpoint}. */
  String kind();

  /** The field that tells them apart within one document. */
  String identity();

  /** The living ones of an owner within reach, oldest first, locked until the transaction ends. */
  List<Held<S>> owned(Tx tx, String owner, Reach reach);

  /** Which of these names are in use, if nobody else may have them too; otherwise none. */
  Set<String> inUse(Tx tx, Set<String> names);

  /**
   * Reads one; what is wrong stays in {@code entry}.
   *
   * @param stored what it replaces, null: it is new
   */
  S read(Fields entry, @Nullable S stored);

  /** Refuses in {@code entry} what a caller with this reach must not make. */
  void demand(Fields entry, S spec, Reach reach);

  /** One for the trail and for plans. */
  Snapshot snapshot(S spec);

  /** Writes all changes. */
  void write(Tx tx, List<Change<S>> changes, Instant now);

  /** To be called after the commit of what was written. */
  default void committed() {}

  /**
   * One that is stored, locked.
   *
   * @param id internal number
   * @param name by its identity, empty: it has none
   * @param spec null: it cannot be read, such as when it was sealed with another key
   */
  record Held<S>(long id, UUID publicId, String name, @Nullable S spec) {}

  /**
   * What becomes of one; one of both is not null.
   *
   * @param before null: it is new
   * @param after null: it is deleted
   */
  record Change<S>(UUID publicId, String name, @Nullable Held<S> before, @Nullable S after) {}
}
