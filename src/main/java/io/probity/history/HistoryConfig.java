package io.probity.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How results are partitioned and how long they are kept. */
@ConfigMapping(prefix = "probity.history")
public interface HistoryConfig {
  /** Width of a partition of results, 10 minutes to 7 days; may change any day. */
  @WithDefault("6h")
  Duration partitionWidth();

  /**
   * How long after its end a partition of results is folded into blocks; what comes later costs
   * more.
   */
  @WithDefault("15m")
  Duration foldGrace();

  /** How long single results and failures are kept, at least one day. */
  @WithDefault("30d")
  Duration raw();

  /** How long roll-ups are kept, in whole calendar years (UTC); at least as long as results. */
  @WithDefault("730d")
  Duration rollup();
}
