package io.probity.acceptance;

import io.probity.testing.ScriptedDns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Targets that know which replica asks: each replica has a DNS server of its own, which gives it an
 * address of its own for the same names.
 */
final class ReplicaTargets implements AutoCloseable {
  private static final int FOREVER = 86_400;

  private final List<ScriptedDns> names = new ArrayList<>();
  private final List<Place> places;
  private final Arrivals arrivals;
  private final ReplicaServer server;

  ReplicaTargets(List<Place> places, int endpoints, ReplicaServer.Maker maker) {
    this.places = List.copyOf(places);
    arrivals = new Arrivals(endpoints);
    server = maker.of(arrivals);
    for (int replica = 0; replica < places.size(); replica++) {
      Place place = places.get(replica);
      ScriptedDns dns = new ScriptedDns(place.nameServer());
      for (int endpoint = 0; endpoint < endpoints; endpoint++) {
        dns.addresses(name(endpoint), FOREVER, place.target(replica, endpoint));
      }
      names.add(dns);
    }
  }

  /** Served by this process, for replicas that run as it does. */
  static ReplicaTargets here(int replicas, int endpoints) {
    return new ReplicaTargets(
        Collections.nCopies(replicas, Place.HERE), endpoints, NettyReplicaServer::new);
  }

  private static String name(int endpoint) {
    return "e" + endpoint + ".replicas.test";
  }

  String url(int endpoint) {
    return "http://%s:%d/%d".formatted(name(endpoint), server.port(), endpoint);
  }

  /** Where the replicas run. */
  List<Place> places() {
    return places;
  }

  /** What a replica is to ask for names. */
  String nameServer(int replica) {
    return places.get(replica).nameServer() + ":" + names.get(replica).address().getPort();
  }

  /** All until now. */
  Arrivals arrivals() {
    server.writeDown();
    return arrivals;
  }

  /** These answer 500 or 503 from now on. */
  void fail(List<Integer> endpoints) {
    server.fail(endpoints);
  }

  /** These answer 200 again. */
  void heal(List<Integer> endpoints) {
    server.heal(endpoints);
  }

  @Override
  public void close() {
    server.close();
    names.forEach(ScriptedDns::close);
  }
}
