package io.probity.endpoint;

import io.probity.db.Reach;
import io.probity.db.Tx;

/** Bounds how many living endpoints lie within the reach of whoever registers one more. */
final class EndpointQuota {
  private final int most;
  private final EndpointStore store;

  /**
   * A bound.
   *
   * @param most 0: none
   */
  EndpointQuota(int most, EndpointStore store) {
    if (most < 0) {
      throw new IllegalArgumentException(
          "probity.limits.endpoints-per-key must not be below 0, as " + most + " is.");
    }
    this.most = most;
    this.store = store;
  }

  /**
   * To be asked in the transaction that registers them. Two at once may both find the last place
   * free: the bound is against what runs away, not for an accountant.
   *
   * @param added how many are registered
   * @throws TooManyEndpoints if there would be more than may be
   */
  void demand(Tx tx, Reach reach, int added) {
    if (most > 0 && added > 0 && store.countAtMost(tx, reach, most) + added > most) {
      throw new TooManyEndpoints(most);
    }
  }
}
