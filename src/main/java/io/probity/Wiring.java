package io.probity;

import io.probity.db.Db;
import io.probity.endpoint.ChangeFeed;
import io.probity.secret.Sealer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** What belongs to no feature: the clock, and parts that one feature makes for another. */
public final class Wiring {
  /** The one clock; tests put a settable one in its place. */
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  /** For the one roster of this replica. */
  @Produces
  @Singleton
  ChangeFeed feed(Db db, Sealer sealer) {
    return new ChangeFeed(db, sealer);
  }
}
