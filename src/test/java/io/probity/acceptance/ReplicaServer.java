package io.probity.acceptance;

import java.util.List;

/**
 * Serves all targets on one port of every address of this machine, endpoint 7 under the path /7,
 * and writes down who came.
 */
interface ReplicaServer extends AutoCloseable {
  /** Starts one that writes into these. */
  interface Maker {
    ReplicaServer of(Arrivals arrivals);
  }

  int port();

  /** These fail from now on. */
  void fail(List<Integer> endpoints);

  /** These answer 200 again. */
  void heal(List<Integer> endpoints);

  /** Whatever came before this call is among the arrivals once it returns. */
  void writeDown();

  @Override
  void close();
}
