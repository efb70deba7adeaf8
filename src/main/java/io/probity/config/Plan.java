package io.probity.config;

import io.probity.db.Snapshot;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a document changes, or would.
 *
 * @param managedBy the owner of what it lists, null: the API
 * @param unchanged how many things are as they were
 */
public record Plan(@Nullable String managedBy, int unchanged, List<Step> steps) {
  /** What becomes of a thing. */
  public enum Action {
    CREATE,
    UPDATE,
    DELETE
  }

  /**
   * One change.
   *
   * @param section where the document lists such things
   * @param id of one that would only be created: not kept
   * @param name its key or name
   * @param before null: it is new
   * @param after null: it is deleted
   */
  public record Step(
      String section,
      UUID id,
      String name,
      Action action,
      @Nullable Snapshot before,
      @Nullable Snapshot after) {}

  /** How many steps do this. */
  public long count(Action action) {
    return steps.stream().filter(each -> each.action() == action).count();
  }
}
