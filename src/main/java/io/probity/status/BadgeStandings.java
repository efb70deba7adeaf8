package io.probity.status;

import io.probity.db.Reach;
import io.probity.history.Standings;
import io.probity.history.Standings.Standing;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What badges show, some seconds old and as it was while the database is away. Thread-safe; blocks.
 */
@Singleton
public final class BadgeStandings {
  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final int MAX_KEPT = 10_000;

  /** Neither a key nor an id is longer. */
  private static final int MAX_NAME = 63;

  private final Standings standings;
  private final Kept<Wanted, Optional<Standing>> open;

  @Inject
  BadgeStandings(Standings standings, InstantSource clock) {
    this.standings = standings;
    this.open = new Kept<>(FRESH, MAX_KEPT, clock);
  }

  private record Wanted(String keyOrId, int days) {}

  /**
   * An endpoint that everybody may see.
   *
   * @param days 1, 7, 30 or 90
   */
  public Optional<Standing> open(String keyOrId, int days) {
    if (keyOrId.length() > MAX_NAME) {
      return Optional.empty();
    }
    return open.get(
        new Wanted(keyOrId, days),
        () -> standings.find(keyOrId, Reach.EVERYTHING, days).filter(Standing::open));
  }

  /** An endpoint within reach. */
  public Optional<Standing> within(String keyOrId, Reach reach, int days) {
    return keyOrId.length() > MAX_NAME ? Optional.empty() : standings.find(keyOrId, reach, days);
  }
}
