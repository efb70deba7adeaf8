package io.probity.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.alert.ManagedChannelStore;
import io.probity.config.Plan.Step;
import io.probity.db.Db;
import io.probity.db.DuplicateKey;
import io.probity.db.Mandate;
import io.probity.db.Tx;
import io.probity.endpoint.Fields;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.endpoint.Managed;
import io.probity.endpoint.ManagedEndpointStore;
import io.probity.health.ManagedMaintenanceStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what is stored what a document says. Thread-safe; blocks. Documents are applied one after
 * another, all or nothing, whoever sends them and to whichever replica.
 */
@Singleton
public final class Configuration {
  private static final int MAX_TRIES = 3;
  private static final int MAX_ENTRIES = 100_000;

  /** For pg_advisory_xact_lock, chosen at random. */
  private static final long LOCK = 0x6f3a_91c2_4b7d_e805L;

  private final Db db;
  private final List<Managed<?>> kinds;
  private final InstantSource clock;

  /** Documents over these things. */
  @Inject
  public Configuration(
      Db db,
      ManagedEndpointStore endpoints,
      ManagedChannelStore channels,
      ManagedMaintenanceStore windows,
      InstantSource clock) {
    this.db = db;
    this.kinds = List.of(endpoints, channels, windows);
    this.clock = clock;
  }

  /** Like {@link #apply}, for a document that came over the network: without placeholders. */
  public Plan applySent(JsonNode document, boolean dryRun, Mandate mandate) {
    List<FieldError> refusals = Placeholders.refusals(document);
    if (!refusals.isEmpty()) {
      throw new InvalidInput(refusals);
    }
    return apply(document, dryRun, mandate);
  }

  /**
   * Creates, updates and deletes what the document's owner has, as the document says. A section
   * that it lacks is left as it is.
   *
   * @param dryRun only says what would be done
   * @throws InvalidInput with all that is wrong in it
   * @throws OwnedByOthers if it lists keys of others
   */
  Plan apply(JsonNode document, boolean dryRun, Mandate mandate) {
    for (int tries = 1; ; tries++) {
      try {
        List<Section<?>> sections = new ArrayList<>();
        Plan plan = db.tx(tx -> apply(tx, document, dryRun, mandate, sections));
        if (!dryRun) {
          sections.forEach(Section::committed);
        }
        return plan;
      } catch (DuplicateKey e) {
        // Somebody has just made an endpoint with one of the keys: the next try says so.
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Plan apply(
      Tx tx, JsonNode document, boolean dryRun, Mandate mandate, List<Section<?>> sections) {
    tx.first("SELECT pg_advisory_xact_lock(?)", row -> Boolean.TRUE, LOCK);
    Instant now = clock.instant();
    Fields fields = Fields.of(Ownership.claimed(document));
    String owner = Ownership.of(fields);
    for (Managed<?> each : kinds) {
      if (fields.has(each.section())) {
        List<Fields> entries = fields.objects(each.section(), MAX_ENTRIES);
        entries.forEach(entry -> Ownership.check(entry, owner));
        sections.add(Section.compare(each, entries, owner, tx, mandate, now));
      }
    }
    fields.refuseUnknown();
    fields.throwIfInvalid();
    if (!dryRun) {
      sections.forEach(each -> each.write(tx, mandate, now));
    }
    return plan(owner, sections);
  }

  private static Plan plan(String owner, List<Section<?>> sections) {
    List<Step> steps = new ArrayList<>();
    sections.forEach(each -> steps.addAll(each.steps()));
    return new Plan(owner, sections.stream().mapToInt(Section::unchanged).sum(), steps);
  }
}
