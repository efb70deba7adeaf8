package io.probity.probe.http;

import static io.probity.probe.FailureClass.*;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.probity.probe.FailureClass;
import io.probity.testing.TargetServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Names that do not resolve, addresses that are not admitted, ports that do not accept. */
final class RouteScenarios {
  private static final String NAME = "shop.test";
  private static final String PRIVATE = "10.1.2.3";

  private RouteScenarios() {}

  static Map<FailureClass, Scenario> all() {
    Map<FailureClass, Scenario> all = new EnumMap<>(FailureClass.class);
    all.put(DNS_NXDOMAIN, stage -> unresolved(stage));
    all.put(
        DNS_NO_ADDRESS,
        stage -> {
          stage.dns.alias(NAME, 60, "alias.test").empty("alias.test");
          return unresolved(stage);
        });
    all.put(DNS_SERVFAIL, answering(DnsResponseCode.SERVFAIL));
    all.put(DNS_REFUSED, answering(DnsResponseCode.REFUSED));
    all.put(
        DNS_TIMEOUT,
        stage -> {
          stage.dns.silent(NAME);
          return unresolved(stage);
        });
    all.put(
        DNS_MALFORMED,
        stage -> {
          stage.dns.garbage(NAME);
          return unresolved(stage);
        });
    all.put(
        EGRESS_DENIED,
        stage -> {
          stage.dns.addresses(NAME, 60, PRIVATE);
          return new Scenario.Played(
              stage.fresh(stage.at("https://" + NAME)), List.of(NAME, PRIVATE, "10.0.0.0/8"));
        });
    all.put(
        CONNECT_REFUSED,
        stage -> {
          stage.dns.addresses(NAME, 60, "127.0.0.2", "127.0.0.3");
          int port = TargetServer.closedPort();
          return new Scenario.Played(
              stage.fresh(stage.at("https://" + NAME + ":" + port)),
              List.of("127.0.0.2:" + port, "127.0.0.3:" + port));
        });
    all.put(
        CONNECT_TIMEOUT,
        stage -> {
          TargetServer deaf = stage.closing(TargetServer.deaf());
          return new Scenario.Played(
              stage.fresh(stage.at(deaf).timeoutsMs(400, 5_000, 5_000, 10_000)),
              List.of(Stage.peer(deaf), " ms"));
        });
    all.put(CONNECT_UNREACHABLE, RouteScenarios::unreachable);
    return all;
  }

  private static Scenario answering(DnsResponseCode code) {
    return stage -> {
      stage.dns.code(NAME, code);
      return unresolved(stage);
    };
  }

  private static Scenario.Played unresolved(Stage stage) {
    return new Scenario.Played(stage.fresh(stage.at("https://" + NAME)), List.of(NAME));
  }

  /** The kernel has no route for TCP to a broadcast address. */
  private static Scenario.Played unreachable(Stage stage) {
    return new Scenario.Played(
        stage.fresh(stage.at("https://127.255.255.255")), List.of("127.255.255.255:443"));
  }
}
