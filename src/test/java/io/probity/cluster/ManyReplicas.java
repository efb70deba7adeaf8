package io.probity.cluster;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.db.Db;
import io.probity.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Random;

/**
 * Any number of replicas in one thread, each with the product's own {@link Membership} over one
 * PostgreSQL. A round is one heartbeat of each, in an order that differs from round to round. Only
 * time is made up: leases last however slow the machine is, and those of the killed run out at
 * once. They share a connection, since they take turns.
 */
final class ManyReplicas implements AutoCloseable {
  private static final Settings SETTINGS =
      new Settings(Duration.ofSeconds(1), Duration.ofHours(1), false);
  private static final int PATIENCE = 20;

  private final AgroalDataSource pool;
  private final Db db;
  private final Random random = new Random(1);
  private final HandOvers handOvers = new HandOvers(new SimpleMeterRegistry());
  private final List<Membership> living = new ArrayList<>();

  private record Settings(Duration heartbeat, Duration leaseTtl, boolean exclusive)
      implements ClusterConfig {}

  ManyReplicas() throws SQLException {
    String url = TestPostgres.freshUrl();
    pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    settings ->
                        settings
                            .maxSize(2)
                            .connectionFactoryConfiguration(
                                to -> to.jdbcUrl(url).principal(new NamePrincipal("postgres")))));
    db = new Db(pool);
  }

  /** Adds replicas, which know of nothing before the next round. */
  void add(int replicas) {
    for (int i = 0; i < replicas; i++) {
      living.add(new Membership(new ShardStore(db), SETTINGS, handOvers, () -> 0));
    }
  }

  /** Kills some, picked at random, and lets their leases run out. */
  void kill(int replicas) {
    Collections.shuffle(living, random);
    List<Membership> dead = living.subList(0, replicas);
    dead.forEach(
        each ->
            db.update(
                "UPDATE member SET expires = clock_timestamp() - interval '1 second' WHERE id = ?",
                each.id()));
    dead.clear();
  }

  /** Stops one after the other in good order. */
  void leave(int replicas) {
    Collections.shuffle(living, random);
    List<Membership> leaving = living.subList(0, replicas);
    leaving.forEach(Membership::leave);
    leaving.clear();
  }

  /** One heartbeat of each. */
  void round() {
    Collections.shuffle(living, random);
    living.forEach(each -> each.tick(false));
  }

  /**
   * Goes on until every shard is owned and a round moves none.
   *
   * @return the rounds until then, the last one not counted
   */
  int settle() {
    List<Integer> before = owned();
    for (int rounds = 0; rounds < PATIENCE; rounds++) {
      round();
      List<Integer> after = owned();
      if (after.equals(before) && total() == Ownership.SHARDS) {
        return rounds;
      }
      before = after;
    }
    throw new IllegalStateException("does not settle: " + spread());
  }

  private List<Integer> owned() {
    return living.stream()
        .sorted(Comparator.comparing(Membership::id))
        .map(each -> each.shards().size())
        .toList();
  }

  /** Shards that replicas hold, those that two hold counted twice. */
  long total() {
    return spread().getSum();
  }

  /** Shards that at least one replica holds. */
  long distinct() {
    return living.stream().flatMap(each -> each.shards().stream()).distinct().count();
  }

  /** Shards of the replicas: how many, least and most. */
  IntSummaryStatistics spread() {
    return living.stream().mapToInt(each -> each.shards().size()).summaryStatistics();
  }

  /** Replicas that hold nothing. */
  long idle() {
    return living.stream().filter(each -> each.shards().isEmpty()).count();
  }

  @Override
  public void close() {
    pool.close();
  }
}
