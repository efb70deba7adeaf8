package io.probity.config;

import io.probity.config.Plan.Action;
import io.probity.config.Plan.Step;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Snapshot;
import io.probity.db.Trail.Note;
import io.probity.db.Tx;
import io.probity.endpoint.Fields;
import io.probity.endpoint.Managed;
import io.probity.endpoint.Managed.Change;
import io.probity.endpoint.Managed.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one section of a document changes. Made and written in the same transaction.
 *
 * @param <S> the configuration of one thing
 */
final class Section<S> {
  private final Managed<S> things;
  private final Map<String, Held<S>> held = new LinkedHashMap<>();
  private final List<Change<S>> changes = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private int unchanged;

  private Section(Managed<S> things) {
    this.things = things;
  }

  /**
   * Compares a section with what its owner holds; what is wrong stays in {@code entries}.
   *
   * @throws OwnedByOthers if it names what the owner does not hold
   */
  static <S> Section<S> compare(
      Managed<S> things, List<Fields> entries, String owner, Tx tx, Mandate mandate, Instant now) {
    Section<S> section = new Section<>(things);
    for (Held<S> each : things.owned(tx, owner, mandate.reach())) {
      if (each.name().isEmpty() || section.held.putIfAbsent(each.name(), each) != null) {
        section.delete(each);
      }
    }
    Map<String, S> wanted = section.read(entries, mandate);
    Set<String> others = new TreeSet<>(things.inUse(tx, wanted.keySet()));
    others.removeAll(section.held.keySet());
    if (!others.isEmpty()) {
      throw new OwnedByOthers(others);
    }
    section.decide(wanted, now);
    return section;
  }

  private Map<String, S> read(List<Fields> entries, Mandate mandate) {
    Map<String, S> wanted = new LinkedHashMap<>();
    for (Fields entry : entries) {
      String name = entry.text(things.identity(), "", Integer.MAX_VALUE);
      Held<S> stored = held.get(name);
      S spec = things.read(entry, stored == null ? null : stored.spec());
      things.demand(entry, spec, mandate.reach());
      if (!name.isEmpty() && wanted.put(name, spec) != null) {
        entry.refuse(things.identity(), "Is given twice.");
      }
    }
    return wanted;
  }

  private void decide(Map<String, S> wanted, Instant now) {
    Map<String, Held<S>> left = new HashMap<>(held);
    wanted.forEach(
        (name, spec) -> {
          Held<S> stored = left.remove(name);
          if (stored == null) {
            add(new Change<>(Ids.uuid7(now), name, null, spec), Action.CREATE);
          } else if (spec.equals(stored.spec())) {
            unchanged++;
          } else {
            add(new Change<>(stored.publicId(), name, stored, spec), Action.UPDATE);
          }
        });
    held.values().stream().filter(each -> left.containsKey(each.name())).forEach(this::delete);
  }

  private void delete(Held<S> stored) {
    add(new Change<>(stored.publicId(), stored.name(), stored, null), Action.DELETE);
  }

  private void add(Change<S> change, Action action) {
    changes.add(change);
    Held<S> before = change.before();
    steps.add(
        new Step(
            things.section(),
            change.publicId(),
            change.name(),
            action,
            before == null ? null : snapshot(before.spec()),
            change.after() == null ? null : snapshot(change.after())));
  }

  /** Of one that cannot be read, nothing is said. */
  private Snapshot snapshot(@Nullable S spec) {
    return spec == null ? Snapshot.labelled(Map.of()) : things.snapshot(spec);
  }

  List<Step> steps() {
    return steps;
  }

  int unchanged() {
    return unchanged;
  }

  void write(Tx tx, Mandate mandate, Instant now) {
    if (!changes.isEmpty()) {
      things.write(tx, changes, now);
      mandate
          .trail()
          .noteAll(
              tx,
              things.kind(),
              steps.stream()
                  .map(each -> new Note(each.id(), each.before(), each.after()))
                  .toList());
    }
  }

  void committed() {
    if (!changes.isEmpty()) {
      things.committed();
    }
  }
}
