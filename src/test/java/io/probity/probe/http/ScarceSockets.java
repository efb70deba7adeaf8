package io.probity.probe.http;

import io.probity.endpoint.ConnectionMode;
import io.probity.net.Admission;
import io.probity.net.EgressPolicy;
import io.probity.net.Family;
import io.probity.net.NettyEgress;
import io.probity.probe.Attempt;
import io.probity.testing.Specs;
import io.probity.testing.TargetServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program of its own, for a process that may open few files or has few ports: probes one target
 * before, many times at once, and after, and prints what came of it.
 */
final class ScarceSockets {
  private ScarceSockets() {}

  /**
   * Probes.
   *
   * @param args how many probes at once, and the port of a server that answers {@code /ok} and is
   *     silent otherwise; without a port it runs one itself
   */
  public static void main(String[] args) throws InterruptedException {
    try (ProberFixture probe = new ProberFixture();
        TargetServer own = args.length > 1 ? null : answersOk()) {
      String origin = own == null ? "http://x.test:" + args[1] : own.url("x.test", "");
      NettyEgress dns =
          new NettyEgress(
              probe.eventLoop(),
              EgressPolicy.of(List.of(), List.of()),
              List.of(new InetSocketAddress("127.0.0.1", TargetServer.closedPort())),
              ForkJoinPool.commonPool());
      Specs ok = Specs.of(origin + "/ok");
      Specs silent = Specs.of(origin + "/silent").timeoutsMs(5_000, 5_000, 2_000, 4_000);
      // What the crowd will need is loaded before: a class on disk is a file, too.
      probe.fresh(Specs.of("http://x.test:" + TargetServer.closedPort() + "/"));
      probe.fresh(Specs.of(origin + "/silent").timeoutsMs(500, 500, 50, 500));
      say("dns before", resolve(dns));
      say("before", name(probe.fresh(ok)));
      CountDownLatch failed = new CountDownLatch(1);
      List<CompletableFuture<Attempt>> crowd =
          IntStream.range(0, Integer.parseInt(args[0]))
              .mapToObj(each -> begin(probe, silent, failed))
              .toList();
      failed.await();
      say("dns during", resolve(dns));
      Map<String, Long> ends =
          crowd.stream()
              .map(each -> each.orTimeout(20, TimeUnit.SECONDS).join())
              .collect(
                  Collectors.groupingBy(ScarceSockets::name, TreeMap::new, Collectors.counting()));
      ends.forEach((end, times) -> say("during", end + " " + times));
      say("dns after", resolve(dns));
      say("after", name(probe.fresh(ok)));
    }
  }

  static TargetServer answersOk() {
    return TargetServer.plain(
        with -> {
          if (with.request().target().equals("/ok")) {
            with.ok("fine");
          } else {
            with.silence();
          }
        });
  }

  private static CompletableFuture<Attempt> begin(
      ProberFixture probe, Specs specs, CountDownLatch failed) {
    return probe
        .prober
        .attempt(specs.endpoint(), ConnectionMode.FRESH, Duration.ofSeconds(4))
        .whenComplete((attempt, bug) -> failed.countDown())
        .toCompletableFuture();
  }

  private static String name(Attempt attempt) {
    return attempt.failure() == null ? "up" : attempt.failure().cls().wireName();
  }

  private static String resolve(NettyEgress dns) {
    Admission admission =
        dns.admit("a.example.", 80, Family.V4, Duration.ofSeconds(1)).toCompletableFuture().join();
    return admission instanceof Admission.Unresolved unresolved
        ? unresolved.problem().name()
        : "resolved";
  }

  private static void say(String when, String what) {
    System.out.println(when + ": " + what);
  }
}
