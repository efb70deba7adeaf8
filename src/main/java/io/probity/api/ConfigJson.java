package io.probity.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.access.FieldDiffs;
import io.probity.config.Plan;
import io.probity.config.Plan.Action;
import io.probity.config.Plan.Step;
import java.util.Locale;

/** Plans as they are answered. Pure. */
final class ConfigJson {
  private ConfigJson() {}

  static ObjectNode plan(Plan plan, boolean dryRun) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dryRun", dryRun);
    node.put("managedBy", plan.managedBy());
    node.put("created", plan.count(Action.CREATE));
    node.put("updated", plan.count(Action.UPDATE));
    node.put("deleted", plan.count(Action.DELETE));
    node.put("unchanged", plan.unchanged());
    ArrayNode changes = node.putArray("changes");
    plan.steps().forEach(each -> changes.add(step(each, dryRun)));
    return node;
  }

  /** Only updates say which fields: of the others it is all of them. */
  private static ObjectNode step(Step step, boolean dryRun) {
    boolean exists = !dryRun || step.action() != Action.CREATE;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("section", step.section());
    node.put("name", step.name());
    node.put("id", exists ? step.id().toString() : null);
    node.put("action", step.action().name().toLowerCase(Locale.ROOT));
    node.set(
        "fields",
        step.action() == Action.UPDATE
            ? FieldDiffs.between(step.before(), step.after())
            : JsonNodeFactory.instance.arrayNode());
    return node;
  }
}
