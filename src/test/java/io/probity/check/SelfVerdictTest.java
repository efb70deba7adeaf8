package io.probity.check;

import static io.probity.check.SelfVerdict.Finding.OFFLINE;
import static io.probity.check.SelfVerdict.Finding.ONLINE;
import static io.probity.check.SelfVerdict.Finding.UNDECIDED;
import static io.probity.check.SelfVerdict.Finding.UNRESOLVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.check.SelfVerdict.Facts;
import io.probity.check.SelfVerdict.Finding;
import io.probity.net.Dialled;
import io.probity.net.Dialled.Outcome;
import io.probity.net.Reach;
import io.probity.net.Reference;
import io.probity.net.Whereabouts;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SelfVerdictTest {
  private static final boolean REFERRED = true;
  private static final boolean ROUTELESS = true;

  private static Dialled dialled(Outcome outcome, Reach reach, boolean resolved) {
    Whereabouts where = new Whereabouts("192.0.2.1", reach, "192.0.0.0/16");
    return new Dialled(new Reference("a.example", 443), outcome, resolved, where, "So it is.");
  }

  private static final Dialled ANSWERED = dialled(Outcome.ANSWERED, Reach.FAR, false);
  private static final Dialled ANSWERED_NEAR = dialled(Outcome.ANSWERED, Reach.NEAR, false);
  private static final Dialled ANSWERED_HERE = dialled(Outcome.ANSWERED, Reach.HERE, false);
  private static final Dialled RESOLVED = dialled(Outcome.FAILED, Reach.FAR, true);
  private static final Dialled FAILED = dialled(Outcome.FAILED, Reach.FAR, false);
  private static final Dialled UNTRIED = dialled(Outcome.UNTRIED, Reach.NEAR, false);

  private static Arguments row(
      String situation,
      Finding finding,
      boolean referred,
      Reach needed,
      boolean routeless,
      int silent,
      int unresolved,
      Dialled... dialled) {
    return Arguments.of(
        situation,
        finding,
        new Facts(
            referred, Arrays.asList(dialled), needed, routeless, some(silent), some(unresolved)));
  }

  private static Set<String> some(int number) {
    return IntStream.range(0, number).mapToObj(Integer::toString).collect(Collectors.toSet());
  }

  static List<Arguments> situations() {
    return List.of(
        row("one target, nobody to ask", UNDECIDED, !REFERRED, Reach.FAR, false, 1, 0),
        row("one target, no route", OFFLINE, !REFERRED, Reach.FAR, ROUTELESS, 1, 0),
        row("two networks", UNDECIDED, !REFERRED, Reach.FAR, false, 2, 0, FAILED),
        row("three networks", OFFLINE, !REFERRED, Reach.FAR, false, 3, 0, FAILED, FAILED),
        row("another answers", ONLINE, !REFERRED, Reach.FAR, false, 3, 0, FAILED, ANSWERED),
        row("no route, but an answer", ONLINE, !REFERRED, Reach.FAR, ROUTELESS, 1, 0, ANSWERED),
        row("a neighbour for far", OFFLINE, !REFERRED, Reach.FAR, false, 3, 0, ANSWERED_NEAR),
        row("a neighbour for near", ONLINE, !REFERRED, Reach.NEAR, false, 3, 0, ANSWERED_NEAR),
        row("this machine itself", OFFLINE, !REFERRED, Reach.NEAR, false, 3, 0, ANSWERED_HERE),
        row("references fail", OFFLINE, REFERRED, Reach.FAR, false, 1, 0, FAILED, FAILED),
        row("one is untried", OFFLINE, REFERRED, Reach.FAR, false, 1, 0, FAILED, UNTRIED),
        row("none is tried", UNDECIDED, REFERRED, Reach.FAR, false, 9, 0, UNTRIED, UNTRIED),
        row("a reference answers", ONLINE, REFERRED, Reach.FAR, false, 9, 0, FAILED, ANSWERED),
        row("one that is near", ONLINE, REFERRED, Reach.FAR, false, 9, 0, ANSWERED_NEAR),
        row("one that is here", ONLINE, REFERRED, Reach.FAR, false, 9, 0, ANSWERED_HERE),
        row("none is heard of in time", UNDECIDED, REFERRED, Reach.FAR, false, 1, 0),
        row("two domains", UNDECIDED, !REFERRED, Reach.NEAR, false, 2, 2),
        row("three domains", OFFLINE, !REFERRED, Reach.NEAR, false, 3, 3),
        row("only names fail", UNRESOLVING, !REFERRED, Reach.NEAR, false, 0, 3, ANSWERED),
        row("with references", UNRESOLVING, REFERRED, Reach.NEAR, false, 0, 3, ANSWERED),
        row("a name is resolved", UNDECIDED, !REFERRED, Reach.FAR, false, 1, 3, RESOLVED));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("situations")
  void tellsOurFaultFromTheTargets(String situation, Finding finding, Facts facts) {
    assertThat(SelfVerdict.of(facts).finding()).as(situation).isEqualTo(finding);
    assertThat(SelfVerdict.of(facts).reason()).endsWith(".");
  }
}
