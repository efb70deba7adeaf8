package io.probity.health;

import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointMatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window as people define it, complete and valid.
 *
 * @param labels an endpoint must carry all of these, none: every endpoint is meant; null: endpoints
 *     are named instead
 * @param endpoints public ids, empty if they are found by labels; one that does not exist means
 *     nothing
 * @param managedBy which configuration document owns it, null: the API
 */
public record MaintenanceSpec(
    String name,
    @Nullable Map<String, String> labels,
    Set<UUID> endpoints,
    MaintenanceTimes times,
    @Nullable String managedBy) {

  /** The stretch that covers an instant, or else the next one; null: there is none any more. */
  public @Nullable Stretch next(Instant at) {
    return times.from(at);
  }

  /** Which endpoints it is for. */
  EndpointMatch match() {
    return new EndpointMatch(labels, endpoints);
  }

  boolean isFor(Endpoint endpoint) {
    return labels == null
        ? endpoints.contains(endpoint.publicId())
        : endpoint.spec().labels().entrySet().containsAll(labels.entrySet());
  }

  /**
   * The stretches of the window from an instant on: the one that covers it, and those after.
   *
   * @param most how many at most
   */
  public List<Stretch> stretches(Instant at, int most) {
    List<Stretch> found = new ArrayList<>();
    Stretch next = times.from(at);
    while (next != null && found.size() < most) {
      found.add(next);
      next = times.from(next.until());
    }
    return found;
  }
}
