package io.probity.access;

import io.probity.db.Trail;
import jakarta.inject.Singleton;
import java.util.UUID;

/** The trail of what the service does by itself, in the name of a setting instead of a key. */
@Singleton
public final class ServiceTrail {
  private static final UUID NO_KEY = new UUID(0, 0);

  private final Audit audit;

  ServiceTrail(Audit audit) {
    this.audit = audit;
  }

  /**
   * A trail.
   *
   * @param actor what made the service do it, such as the name of a setting
   * @param operation as openapi.yaml calls it
   */
  public Trail of(String actor, String operation) {
    return audit.of(NO_KEY, actor, null, operation);
  }
}
