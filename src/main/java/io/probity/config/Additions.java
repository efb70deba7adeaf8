package io.probity.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.config.Plan.Action;
import io.probity.config.Plan.Step;
import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Ids;
import io.probity.db.Mandate;
import io.probity.db.Trail.Note;
import io.probity.db.Tx;
import io.probity.endpoint.EndpointSpec;
import io.probity.endpoint.Fields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.endpoint.Managed.Change;
import io.probity.endpoint.ManagedEndpointStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds endpoints that come from elsewhere. What has its key already stays as it is, so that a
 * second time adds nothing. Thread-safe; blocks.
 */
@Singleton
public final class Additions {
  private static final int MAX_TRIES = 3;

  private final Db db;
  private final ManagedEndpointStore endpoints;
  private final InstantSource clock;

  /** Adds to these endpoints. */
  @Inject
  public Additions(Db db, ManagedEndpointStore endpoints, InstantSource clock) {
    this.db = db;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  /**
   * What was added.
   *
   * @param plan its unchanged are those whose key was there
   * @param refused what is wrong with those that were not added, by key
   */
  public record Result(Plan plan, Map<String, List<FieldError>> refused) {}

  /** Adds what is valid and new, all of it or nothing. The API owns it then. */
  public Result add(List<ObjectNode> entries, boolean dryRun, Mandate mandate) {
    Map<String, List<FieldError>> refused = new LinkedHashMap<>();
    Map<String, EndpointSpec> specs = new LinkedHashMap<>();
    for (ObjectNode entry : entries) {
      try {
        Fields fields = Fields.of(entry);
        EndpointSpec spec = endpoints.read(fields, null);
        endpoints.demand(fields, spec, mandate.reach());
        fields.throwIfInvalid();
        specs.put(entry.path("key").asText(), spec);
      } catch (InvalidInput e) {
        refused.put(entry.path("key").asText(), e.errors());
      }
    }
    return new Result(add(specs, dryRun, mandate), refused);
  }

  private Plan add(Map<String, EndpointSpec> specs, boolean dryRun, Mandate mandate) {
    for (int tries = 1; ; tries++) {
      try {
        Plan plan = db.tx(tx -> add(tx, specs, dryRun, mandate));
        if (!dryRun && !plan.steps().isEmpty()) {
          endpoints.committed();
        }
        return plan;
      } catch (DuplicateKey e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Plan add(Tx tx, Map<String, EndpointSpec> specs, boolean dryRun, Mandate mandate) {
    Instant now = clock.instant();
    Set<String> there = endpoints.inUse(tx, specs.keySet());
    List<Change<EndpointSpec>> changes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    specs.forEach(
        (key, spec) -> {
          if (!there.contains(key)) {
            Change<EndpointSpec> change = new Change<>(Ids.uuid7(now), key, null, spec);
            changes.add(change);
            steps.add(
                new Step(
                    endpoints.section(),
                    change.publicId(),
                    key,
                    Action.CREATE,
                    null,
                    endpoints.snapshot(spec)));
          }
        });
    if (!dryRun && !changes.isEmpty()) {
      endpoints.write(tx, changes, now);
      mandate
          .trail()
          .noteAll(
              tx,
              endpoints.kind(),
              steps.stream().map(each -> new Note(each.id(), null, each.after())).toList());
    }
    return new Plan(null, there.size(), steps);
  }
}
