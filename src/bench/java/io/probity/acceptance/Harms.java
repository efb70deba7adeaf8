package io.probity.acceptance;

import java.time.Duration;
import java.util.List;

/**
 * What can be done to three replicas, in an order in which each begins where the last one ended.
 */
final class Harms {
  static final int REPLICAS = 3;

  /** The replica that is hurt where one is. */
  static final int VICTIM = 2;

  static final Duration SUDDEN = Duration.ofSeconds(10);
  static final Duration ORDERLY = Duration.ofSeconds(2);
  private static final long AWAY = 20_000;

  private Harms() {}

  /** What can be done anywhere. */
  static List<Harm> anywhere() {
    return List.of(
        new Harm("kill -9", SUDDEN, 2, run -> run.get(VICTIM).kill(), 15),
        new Harm("join", SUDDEN, 3, run -> run.get(VICTIM).start(), 10),
        new Harm("SIGSTOP", SUDDEN, 3, Harms::freeze, 12),
        new Harm("cut off from the database", SUDDEN, 3, Harms::cut, 12),
        new Harm("orderly stop", ORDERLY, 2, run -> run.stop(VICTIM), 6),
        new Harm("join again", SUDDEN, 3, run -> run.get(VICTIM).start(), 10),
        new Harm("rolling restart", ORDERLY, 3, Harms::roll, 6),
        new Harm("restart of PostgreSQL", SUDDEN, 3, Harms::restart, 12));
  }

  private interface Cut {
    void make() throws Exception;
  }

  /** What can be done while the victim is behind these links. */
  static List<Harm> behind(CutNetwork network) {
    return List.of(
        cut("targets-cut", network, network::pull),
        cut("database-cut", network, network::pullWindow),
        cut(
            "all-cut",
            network,
            () -> {
              network.pull();
              network.pullWindow();
            }));
  }

  private static Harm cut(String name, CutNetwork network, Cut cut) {
    Harm.Deed deed =
        replicas -> {
          cut.make();
          Thread.sleep(AWAY);
          network.mend();
        };
    return new Harm(name, SUDDEN, 3, deed, 20);
  }

  private static void freeze(Replicas replicas) throws Exception {
    replicas.signal(VICTIM, "STOP");
    Thread.sleep(AWAY);
    replicas.signal(VICTIM, "CONT");
  }

  private static void cut(Replicas replicas) throws Exception {
    replicas.relay(1).cut();
    Thread.sleep(AWAY);
    replicas.relay(1).mend();
  }

  private static void roll(Replicas replicas) throws Exception {
    for (int i = 0; i < replicas.size(); i++) {
      replicas.stop(i);
      Thread.sleep(3_000);
      replicas.get(i).start();
      Thread.sleep(6_000);
    }
  }

  private static void restart(Replicas replicas) throws Exception {
    replicas.database().stop();
    replicas.database().start();
  }
}
