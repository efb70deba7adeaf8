package io.probity.db;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Notes who changed what. A store calls it in the transaction of the change, so that neither is
 * there without the other.
 */
@FunctionalInterface
public interface Trail {
  /** Nobody asked: work of the service itself leaves no trail. */
  Trail NONE = (tx, kind, id, before, after) -> {};

  /**
   * Notes one change; to be called once for each thing that was changed.
   *
   * @param kind what the thing is, such as {@code endpoint}
   * @param before null: it was not there
   * @param after null: it is gone
   */
  void note(Tx tx, String kind, UUID id, @Nullable Snapshot before, @Nullable Snapshot after);

  /** Notes many changes of things of one kind, each as {@link #note} does. */
  default void noteAll(Tx tx, String kind, List<Note> notes) {
    for (Note each : notes) {
      note(tx, kind, each.id(), each.before(), each.after());
    }
  }

  /** One of many changes, as {@link #note} takes them. */
  record Note(UUID id, @Nullable Snapshot before, @Nullable Snapshot after) {}
}
