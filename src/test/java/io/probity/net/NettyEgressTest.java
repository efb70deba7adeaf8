package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.probity.testing.ScriptedDns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NettyEgressTest {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  private final NioEventLoopGroup group = new NioEventLoopGroup(1);
  private final AtomicLong nanos = new AtomicLong();
  private final ScriptedDns dns = new ScriptedDns("127.0.0.1");
  private final ScriptedDns second = new ScriptedDns("127.0.0.2");
  private Path files;

  @BeforeEach
  void writeFiles(@TempDir Path directory) throws IOException {
    files = directory;
    Files.writeString(files.resolve("hosts"), "127.0.0.9 here.example here\n");
    Files.writeString(files.resolve("resolv.conf"), "search corp.example\noptions ndots:1\n");
  }

  @AfterEach
  void close() {
    dns.close();
    second.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private NettyEgress egress(EgressPolicy policy, ScriptedDns... servers) {
    List<InetSocketAddress> addresses =
        List.of(servers).stream().map(ScriptedDns::address).toList();
    return new NettyEgress(
        group.next(),
        policy,
        addresses,
        ForkJoinPool.commonPool(),
        files.resolve("hosts"),
        files.resolve("resolv.conf"),
        nanos::get);
  }

  private NettyEgress egress() {
    return egress(EgressPolicy.of(List.of("127.0.0.0/8", "::1"), List.of()), dns, second);
  }

  private static Admission admit(Egress egress, String host) {
    return admit(egress, host, Family.ANY, BUDGET);
  }

  private static Admission admit(Egress egress, String host, Family family, Duration budget) {
    return egress.admit(host, 443, family, budget).toCompletableFuture().join();
  }

  private static List<String> literals(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission)
        .addresses().stream().map(PinnedAddress::literal).toList();
  }

  private static Admission.Unresolved unresolved(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Unresolved.class);
    return (Admission.Unresolved) admission;
  }

  @Test
  void admitsLiteralsAndHostsFileWithoutAsking() {
    NettyEgress egress = egress();
    assertThat(admit(egress, "127.0.0.1"))
        .isEqualTo(
            new Admission.Admitted(
                List.of(new PinnedAddress(InetAddress.getLoopbackAddress(), 443)), -1));
    assertThat(literals(admit(egress, "8.8.8.8"))).containsExactly("8.8.8.8");
    assertThat(literals(admit(egress, "HERE.example"))).containsExactly("127.0.0.9");
    assertThat(literals(admit(egress, "here.example."))).containsExactly("127.0.0.9");
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void localhostIsLoopbackAndNeverAsked() {
    NettyEgress egress = egress();
    assertThat(literals(admit(egress, "localhost", Family.V4, BUDGET)))
        .containsExactly("127.0.0.1");
    assertThat(literals(admit(egress, "api.localhost", Family.V4, BUDGET)))
        .containsExactly("127.0.0.1");
    assertThat(literals(admit(egress, "localhost", Family.V6, BUDGET))).containsExactly("::1");
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void asksBothFamiliesAndRemembersForTheTtl() {
    dns.addresses("a.example", 60, "127.1.1.1", "127.1.1.2");
    NettyEgress egress = egress();
    Admission first = admit(egress, "a.example");
    assertThat(literals(first)).containsExactly("127.1.1.1", "127.1.1.2");
    assertThat(((Admission.Admitted) first).dnsMicros()).isNotNegative();
    int asked = dns.queries().size();

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));
    Admission again = admit(egress, "A.Example");
    assertThat(((Admission.Admitted) again).dnsMicros()).isEqualTo(-1);
    assertThat(dns.queries()).hasSize(asked);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    admit(egress, "a.example");
    assertThat(dns.asked("a.example", "A")).isEqualTo(2);
  }

  @Test
  void whatWasAdmittedBeforeIsForEveryPortAndGoesWithItsTtl() {
    dns.addresses("a.example", 60, "127.1.1.1", "127.1.1.2");
    dns.addresses("b.example", 60, "127.1.1.4");
    NettyEgress egress = egress();
    for (int i = 0; i < 3; i++) {
      assertThat(literals(admit(egress, "a.example"))).containsExactly("127.1.1.1", "127.1.1.2");
      assertThat(literals(admit(egress, "b.example"))).containsExactly("127.1.1.4");
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(20) - 1);
    }
    Admission other =
        egress.admit("b.example", 8443, Family.ANY, BUDGET).toCompletableFuture().join();
    assertThat(((Admission.Admitted) other).addresses())
        .containsExactly(new PinnedAddress(IpLiteral.parse("127.1.1.4"), 8443));
    dns.addresses("a.example", 60, "127.1.1.3");
    nanos.addAndGet(4);
    assertThat(literals(admit(egress, "a.example")))
        .containsExactly("127.1.1.1", "127.1.1.2", "127.1.1.3");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "60, 60", "86400, 300"})
  void keepsNothingForLessThanASecondOrMoreThanFiveMinutes(long ttl, long kept) {
    dns.addresses("a.example", ttl, "127.1.1.1");
    NettyEgress egress = egress();
    admit(egress, "a.example", Family.V4, BUDGET);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(kept) - 1);
    admit(egress, "a.example", Family.V4, BUDGET);
    assertThat(dns.asked("a.example", "A")).isEqualTo(1);
    nanos.addAndGet(1);
    admit(egress, "a.example", Family.V4, BUDGET);
    assertThat(dns.asked("a.example", "A")).isEqualTo(2);
  }

  @Test
  void sharesAQueryThatIsUnderWay() {
    dns.addresses("a.example", 60, "127.1.1.1").delayed("a.example", Duration.ofMillis(100));
    NettyEgress egress = egress();
    List<CompletableFuture<Admission>> all =
        List.of(1, 2, 3).stream()
            .map(i -> egress.admit("a.example", i, Family.V4, BUDGET).toCompletableFuture())
            .toList();
    all.forEach(one -> assertThat(literals(one.join())).containsExactly("127.1.1.1"));
    assertThat(dns.asked("a.example", "A")).isEqualTo(1);
  }

  @Test
  void completesOnItsEventLoop() {
    // Slow enough that the answer does not come before somebody waits for it.
    dns.addresses("a.example", 60, "127.1.1.1").delayed("a.example", Duration.ofMillis(200));
    AtomicReference<Boolean> onLoop = new AtomicReference<>();
    egress()
        .admit("a.example", 443, Family.V4, BUDGET)
        .thenAccept(admission -> onLoop.set(group.next().inEventLoop()))
        .toCompletableFuture()
        .join();
    assertThat(onLoop.get()).isTrue();
  }

  @Test
  void ordersAddressesInTurnsStartingWithV6() {
    assertThat(
            AddressOrder.of(
                    List.of("127.0.0.1", "127.0.0.2", "127.0.0.3", "2001:db8::1", "2001:db8::2")
                        .stream()
                        .map(IpLiteral::parse)
                        .toList())
                .stream()
                .map(IpLiteral::text))
        .containsExactly("2001:db8::1", "127.0.0.1", "2001:db8::2", "127.0.0.2", "127.0.0.3");
  }

  @Test
  void usesOnlyTheAdmittedOfMixedAnswers() {
    dns.addresses("mixed.example", 60, "10.0.0.1", "127.1.1.1", "169.254.169.254");
    assertThat(literals(admit(egress(), "mixed.example"))).containsExactly("127.1.1.1");
  }

  @Test
  void refusesIfEveryAddressIsOutsideThePolicy() {
    dns.addresses("inside.example", 60, "10.0.0.1", "10.0.0.2");
    Admission.Refused refused = (Admission.Refused) admit(egress(), "inside.example");
    assertThat(refused.address()).isEqualTo("10.0.0.1");
    assertThat(refused.detail())
        .isEqualTo(
            "inside.example resolves to 10.0.0.1: 10.0.0.1 is a private address (10.0.0.0/8); probity.egress.allow=10.0.0.0/8 would allow it.");
    assertThat(refused.dnsMicros()).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "1.2.3.4.5",
        "127.0.0.01",
        "fe80::1%eth0",
        "[::1]",
        "::1::",
        "1.2.3.256"
      })
  void neitherResolvesNorAdmitsWhatLooksLikeAnAddress(String host) {
    NettyEgress egress = egress(EgressPolicy.of(List.of("0.0.0.0/0", "::/0"), List.of()), dns);
    assertThat(admit(egress, host)).isInstanceOf(Admission.Refused.class);
    assertThat(egress.refusalOfLiteral(host)).contains("'" + host + "'");
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void tellsTheRefusalOfLiteralsOnly() {
    NettyEgress egress = egress();
    assertThat(egress.refusalOfLiteral("10.0.0.1"))
        .startsWith("10.0.0.1 is a private")
        .endsWith(".");
    assertThat(egress.refusalOfLiteral("127.0.0.1")).isNull();
    assertThat(egress.refusalOfLiteral("inside.example")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "ex ample", "exämple", "-.\u0000"})
  void aNameThatCannotExistIsNotAsked(String host) {
    assertThat(unresolved(admit(egress(), host)).problem()).isEqualTo(DnsProblem.NXDOMAIN);
    assertThat(dns.queries()).isEmpty();
  }

  @Test
  void saysThatANameDoesNotExist() {
    Admission.Unresolved answer = unresolved(admit(egress(), "gone.example."));
    assertThat(answer.problem()).isEqualTo(DnsProblem.NXDOMAIN);
    assertThat(answer.detail()).contains("gone.example", "NXDOMAIN", "127.0.0.1:");
    assertThat(answer.evidence()).containsEntry("name", "gone.example").containsKey("resolvers");
  }

  @Test
  void saysThatANameHasNoAddress() {
    dns.empty("empty.example");
    assertThat(unresolved(admit(egress(), "empty.example.")).problem())
        .isEqualTo(DnsProblem.NO_ADDRESS);
  }

  @Test
  void saysWhichKindOfAddressANameLacks() {
    dns.addresses("old.example", 60, "127.1.1.1");
    Admission.Unresolved six = unresolved(admit(egress(), "old.example.", Family.V6, BUDGET));
    assertThat(six.detail()).contains("exists but has no IPv6 address");
    dns.empty("empty.example");
    Admission.Unresolved four = unresolved(admit(egress(), "empty.example.", Family.V4, BUDGET));
    assertThat(four.detail()).contains("exists but has no IPv4 address");
  }

  @Test
  void hasAMissingNameConfirmedByTheNextServer() {
    NettyEgress egress = egress();
    assertThat(unresolved(admit(egress, "new.example.", Family.V4, BUDGET)).detail())
        .contains("127.0.0.1:");
    assertThat(unresolved(admit(egress, "new.example.", Family.V4, BUDGET)).detail())
        .contains("127.0.0.2:");
    dns.addresses("new.example", 60, "127.1.1.1");
    assertThat(literals(admit(egress, "new.example.", Family.V4, BUDGET)))
        .containsExactly("127.1.1.1");
    assertThat(dns.asked("new.example", "A")).isEqualTo(2);
    assertThat(second.asked("new.example", "A")).isEqualTo(1);
  }

  @Test
  void doesNotRepeatTheMissesOfTheSearchListWhileTheNameIsKnown() throws IOException {
    Files.writeString(
        files.resolve("resolv.conf"), "search ns.svc.local svc.local\noptions ndots:5\n");
    dns.addresses("a.example", 60, "127.1.1.1");
    NettyEgress egress = egress();
    admit(egress, "a.example", Family.V4, BUDGET);
    assertThat(dns.queries())
        .extracting(ScriptedDns.Query::name)
        .containsExactly("a.example.ns.svc.local", "a.example.svc.local", "a.example");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    Admission.Admitted again = (Admission.Admitted) admit(egress, "a.example", Family.V4, BUDGET);
    assertThat(again.dnsMicros()).isEqualTo(-1);
    assertThat(dns.queries()).hasSize(3);
  }

  @Test
  void answersManyAtOnceFromAnyThread() {
    for (int i = 0; i < 300; i++) {
      dns.addresses("n" + i + ".example", 60, "127.1.1." + (i % 250 + 1));
    }
    NettyEgress egress = egress();
    List<CompletableFuture<Admission>> all =
        IntStream.range(0, 3000)
            .parallel()
            .mapToObj(
                i ->
                    egress
                        .admit("n" + i % 300 + ".example", 1, Family.V4, Duration.ofSeconds(20))
                        .toCompletableFuture())
            .toList();
    for (int i = 0; i < all.size(); i++) {
      assertThat(literals(all.get(i).join())).containsExactly("127.1.1." + (i % 300 % 250 + 1));
    }
    assertThat(dns.queries().size() + second.queries().size()).isLessThan(700);
  }

  @ParameterizedTest
  @CsvSource({"SERVFAIL, 2", "REFUSED, 5", "MALFORMED, 1", "REFUSED, 4"})
  void asksTheNextServerAndThenSaysWhatAllOfThemSaid(DnsProblem expected, int code) {
    DnsResponseCode rcode = DnsResponseCode.valueOf(code);
    dns.code("bad.example", rcode);
    second.addresses("bad.example", 60, "127.1.1.1");
    assertThat(literals(admit(egress(), "bad.example."))).containsExactly("127.1.1.1");

    second.forget("bad.example").code("bad.example", rcode);
    Admission.Unresolved answer = unresolved(admit(egress(), "bad.example."));
    assertThat(answer.problem()).isEqualTo(expected);
    assertThat(answer.evidence().toString())
        .contains(
            "127.0.0.1:", "127.0.0.2:", rcode.toString().split("\\(")[0].toUpperCase(Locale.ROOT));
  }

  @Test
  void aSilentServerCostsItsShareOfTheBudgetAndTheNextIsAsked() {
    dns.silent("slow.example");
    second.addresses("slow.example", 60, "127.1.1.1");
    assertThat(literals(admit(egress(), "slow.example.", Family.V4, BUDGET)))
        .containsExactly("127.1.1.1");
  }

  @Test
  void silenceIsATimeoutWhenTheBudgetIsSpent() {
    dns.silent("slow.example");
    NettyEgress egress = egress(EgressPolicy.of(List.of(), List.of()), dns);
    Admission.Unresolved answer =
        unresolved(admit(egress, "slow.example.", Family.V4, Duration.ofMillis(120)));
    assertThat(answer.problem()).isEqualTo(DnsProblem.TIMEOUT);
    assertThat(answer.detail()).contains("slow.example", "127.0.0.1:", "within 120 ms");
  }

  @Test
  void aShortBudgetDoesNotCutShortWhoeverSharesTheQuery() {
    dns.addresses("slow.example", 60, "127.1.1.1").delayed("slow.example", Duration.ofMillis(250));
    NettyEgress egress = egress();
    CompletableFuture<Admission> hasty =
        egress.admit("slow.example.", 1, Family.V4, Duration.ofMillis(20)).toCompletableFuture();
    CompletableFuture<Admission> patient =
        egress.admit("slow.example.", 1, Family.V4, BUDGET).toCompletableFuture();
    assertThat(unresolved(hasty.join()).problem()).isEqualTo(DnsProblem.TIMEOUT);
    assertThat(literals(patient.join())).containsExactly("127.1.1.1");
    assertThat(dns.asked("slow.example", "A")).isEqualTo(1);
  }

  @Test
  void aRefusalOfOneServerTellsMoreThanTheSilenceOfAnother() {
    dns.code("bad.example", DnsResponseCode.SERVFAIL);
    second.silent("bad.example");
    assertThat(
            unresolved(admit(egress(), "bad.example.", Family.V4, Duration.ofMillis(300)))
                .problem())
        .isEqualTo(DnsProblem.SERVFAIL);
  }

  @Test
  void garbageIsMalformedAndAnotherServerIsAsked() {
    dns.garbage("odd.example");
    second.addresses("odd.example", 60, "127.1.1.1");
    assertThat(literals(admit(egress(), "odd.example."))).containsExactly("127.1.1.1");
    second.forget("odd.example").garbage("odd.example");
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));
    assertThat(unresolved(admit(egress(), "odd.example.")).problem())
        .isEqualTo(DnsProblem.MALFORMED);
  }

  @Test
  void anAddressRecordOfTheWrongLengthIsMalformed() {
    dns.brokenAddress("odd.example");
    NettyEgress egress = egress(EgressPolicy.of(List.of(), List.of()), dns);
    assertThat(unresolved(admit(egress, "odd.example.", Family.V4, BUDGET)).problem())
        .isEqualTo(DnsProblem.MALFORMED);
  }

  @Test
  void ignoresAnswersToQuestionsItDidNotAsk() {
    dns.foreignId("odd.example").addresses("odd.example", 60, "127.1.1.1");
    assertThat(literals(admit(egress(), "odd.example."))).containsExactly("127.1.1.1");
  }

  @Test
  void repeatsATruncatedAnswerOverTcp() {
    dns.truncated("big.example").addresses("big.example", 60, "127.1.1.1", "127.1.1.2");
    assertThat(literals(admit(egress(), "big.example.", Family.V4, BUDGET)))
        .containsExactly("127.1.1.1", "127.1.1.2");
    assertThat(dns.queries())
        .containsExactly(
            new ScriptedDns.Query("big.example", "A", ScriptedDns.Transport.UDP),
            new ScriptedDns.Query("big.example", "A", ScriptedDns.Transport.TCP));
  }

  @Test
  void followsAliasesFromAnswerToAnswerForTheShortestTtl() {
    dns.alias("www.example", 60, "cdn.example");
    dns.alias("cdn.example", 5, "edge.example");
    dns.addresses("edge.example", 60, "127.1.1.1");
    NettyEgress egress = egress();
    assertThat(literals(admit(egress, "www.example", Family.V4, BUDGET)))
        .containsExactly("127.1.1.1");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    admit(egress, "www.example", Family.V4, BUDGET);
    assertThat(dns.asked("www.example", "A")).isEqualTo(2);
  }

  @Test
  void anAliasToNothingIsToldWithItsAliases() {
    dns.alias("www.example", 60, "gone.example");
    Admission.Unresolved answer = unresolved(admit(egress(), "www.example.", Family.V4, BUDGET));
    assertThat(answer.problem()).isEqualTo(DnsProblem.NXDOMAIN);
    assertThat(answer.evidence()).containsEntry("aliases", List.of("gone.example"));
  }

  @Test
  void aliasesInACircleHaveNoAddress() {
    dns.alias("a.example", 60, "b.example").alias("b.example", 60, "a.example");
    assertThat(unresolved(admit(egress(), "a.example.", Family.V4, BUDGET)).problem())
        .isEqualTo(DnsProblem.NO_ADDRESS);
  }

  @Test
  void moreThanEightAliasesHaveNoAddress() {
    for (int i = 0; i < 10; i++) {
      dns.alias("n" + i + ".example", 60, "n" + (i + 1) + ".example");
    }
    dns.addresses("n10.example", 60, "127.1.1.1");
    NettyEgress egress = egress();
    assertThat(unresolved(admit(egress, "n0.example.", Family.V4, BUDGET)).problem())
        .isEqualTo(DnsProblem.NO_ADDRESS);
    assertThat(literals(admit(egress, "n2.example.", Family.V4, BUDGET)))
        .containsExactly("127.1.1.1");
  }

  @Test
  void walksTheSearchListAndReportsTheNameItself() {
    dns.addresses("db.corp.example", 60, "127.1.1.1");
    NettyEgress egress = egress();
    assertThat(literals(admit(egress, "db", Family.V4, BUDGET))).containsExactly("127.1.1.1");
    Admission.Unresolved answer = unresolved(admit(egress, "nodb", Family.V4, BUDGET));
    assertThat(answer.problem()).isEqualTo(DnsProblem.NXDOMAIN);
    assertThat(answer.evidence()).containsEntry("name", "nodb");
    assertThat(dns.asked("nodb.corp.example", "A")).isEqualTo(1);
  }

  @Test
  void aSilentSecondFamilyIsNotWaitedForLong() {
    dns.addresses("half.example", 60, "127.1.1.1").silent("half.example", "AAAA");
    NettyEgress egress = egress();
    Admission admission = admit(egress, "half.example", Family.ANY, Duration.ofSeconds(30));
    assertThat(literals(admission)).containsExactly("127.1.1.1");
  }

  @Test
  void aFamilyThatWasNotThereIsNotAskedAgainWhileTheOtherIsKnown() {
    dns.addresses("v4.example", 60, "127.1.1.1");
    NettyEgress egress = egress();
    admit(egress, "v4.example");
    long asked = dns.asked("v4.example", "AAAA");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    admit(egress, "v4.example");
    assertThat(dns.asked("v4.example", "AAAA")).isEqualTo(asked);
  }

  @Test
  void seesAHostsFileThatHasChanged() throws IOException {
    NettyEgress egress = egress();
    assertThat(literals(admit(egress, "here"))).containsExactly("127.0.0.9");
    Files.writeString(files.resolve("hosts"), "127.0.0.10 here\n");
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    await()
        .untilAsserted(
            () -> assertThat(literals(admit(egress, "here"))).containsExactly("127.0.0.10"));
  }

  @Test
  void aQueryThatCannotBeSentIsToldFromOneThatIsNotAnswered() {
    // The kernel refuses datagrams to the broadcast address without asking anyone.
    NettyEgress egress =
        new NettyEgress(
            group.next(),
            EgressPolicy.of(List.of(), List.of()),
            List.of(new InetSocketAddress("255.255.255.255", 53)),
            ForkJoinPool.commonPool(),
            files.resolve("hosts"),
            files.resolve("resolv.conf"),
            nanos::get);
    Admission.Unresolved answer =
        unresolved(admit(egress, "a.example.", Family.V4, Duration.ofSeconds(20)));
    assertThat(answer.problem()).isEqualTo(DnsProblem.UNSENT);
    assertThat(answer.evidence()).containsEntry("unsent", true);
    assertThat(answer.detail()).contains("could be sent from this machine");
  }

  @Test
  void aQueryThatStillWaitsForItsAnswerDidLeave() {
    dns.silent("a.example");
    NettyEgress egress =
        new NettyEgress(
            group.next(),
            EgressPolicy.of(List.of(), List.of()),
            List.of(new InetSocketAddress("255.255.255.255", 53), dns.address()),
            ForkJoinPool.commonPool(),
            files.resolve("hosts"),
            files.resolve("resolv.conf"),
            nanos::get);
    Admission.Unresolved answer =
        unresolved(admit(egress, "a.example.", Family.V4, Duration.ofMillis(200)));
    assertThat(answer.problem()).isEqualTo(DnsProblem.TIMEOUT);
    assertThat(answer.evidence()).doesNotContainKey("unsent");
  }

  @Test
  void aSocketThatCannotBeMadeEndsEveryLookupAndWedgesNone() throws InterruptedException {
    DefaultEventLoop takesNoSockets = new DefaultEventLoop();
    NettyEgress egress =
        new NettyEgress(
            takesNoSockets,
            EgressPolicy.of(List.of(), List.of()),
            List.of(dns.address()),
            ForkJoinPool.commonPool(),
            files.resolve("hosts"),
            files.resolve("resolv.conf"),
            System::nanoTime);
    for (int i = 0; i < 2; i++) {
      Admission.Unresolved answer =
          unresolved(admit(egress, "a.example.", Family.V4, Duration.ofSeconds(2)));
      assertThat(answer.problem()).isEqualTo(DnsProblem.UNSENT);
    }
    takesNoSockets.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
  }

  @Test
  void aClosedPortIsNotWaitedFor() {
    InetSocketAddress closed;
    try (ScriptedDns gone = new ScriptedDns("127.0.0.3")) {
      closed = gone.address();
    }
    dns.addresses("a.example", 60, "127.1.1.1");
    NettyEgress egress =
        new NettyEgress(
            group.next(),
            EgressPolicy.of(List.of("127.0.0.0/8"), List.of()),
            List.of(closed, dns.address()),
            ForkJoinPool.commonPool(),
            files.resolve("hosts"),
            files.resolve("resolv.conf"),
            System::nanoTime);
    Admission.Admitted admitted =
        (Admission.Admitted) admit(egress, "a.example.", Family.V4, Duration.ofSeconds(20));
    assertThat(admitted.dnsMicros()).isLessThan(2_000_000);
  }
}
