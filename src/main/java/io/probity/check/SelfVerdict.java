package io.probity.check;

import io.probity.net.Dialled;
import io.probity.net.Dialled.Outcome;
import io.probity.net.Reach;
import java.util.List;
import java.util.Set;

/**
 * What a self-check comes to. Pure.
 *
 * @param reason one sentence
 */
record SelfVerdict(Finding finding, String reason) {
  /** Whether the fault is ours. */
  enum Finding {
    /** Our network works. */
    ONLINE,
    /** Our network does not work. */
    OFFLINE,
    /** Our network may work, but no DNS server does its work. */
    UNRESOLVING,
    /** Nothing shows that the fault is ours, so that the target has it. */
    UNDECIDED
  }

  /**
   * What is known when the self-check ends.
   *
   * @param referred whether references are configured, and were dialled; otherwise those endpoints
   *     of ours were that answered last, and some others
   * @param needed how far away something has to be whose answer counts; that of a reference does
   *     wherever it is
   * @param routeless whether there is no route to the target, nor out of our own networks
   * @param silent networks in which something failed and nothing has answered since, also of those
   *     that were dialled
   * @param unresolved domains that were not resolved since a DNS server last did its work
   */
  record Facts(
      boolean referred,
      List<Dialled> dialled,
      Reach needed,
      boolean routeless,
      Set<String> silent,
      Set<String> unresolved) {

    private boolean resolved() {
      return dialled.stream().anyMatch(Dialled::resolved);
    }

    boolean answered() {
      return dialled.stream()
          .filter(each -> each.outcome() == Outcome.ANSWERED)
          .anyMatch(each -> referred || each.where().reach().compareTo(needed) >= 0);
    }

    private boolean tried() {
      return dialled.stream().anyMatch(each -> each.outcome() != Outcome.UNTRIED);
    }
  }

  static SelfVerdict of(Facts facts) {
    if (facts.unresolved().size() >= Evidence.ENOUGH && !facts.resolved()) {
      return facts.answered()
          ? unresolving(facts)
          : new SelfVerdict(
              Finding.OFFLINE,
              "Nothing answers, and no DNS server resolves any of %d domains."
                  .formatted(facts.unresolved().size()));
    }
    if (facts.answered()) {
      return new SelfVerdict(Finding.ONLINE, "Others answer.");
    }
    return facts.referred() ? byReferences(facts) : byOurselves(facts);
  }

  private static SelfVerdict unresolving(Facts facts) {
    return new SelfVerdict(
        Finding.UNRESOLVING,
        "No DNS server resolves any of %d domains.".formatted(facts.unresolved().size()));
  }

  private static SelfVerdict byReferences(Facts facts) {
    return facts.tried()
        ? new SelfVerdict(
            Finding.OFFLINE,
            "None of the %d references of probity.monitor.references answers."
                .formatted(facts.dialled().size()))
        : new SelfVerdict(Finding.UNDECIDED, "No reference could be tried.");
  }

  private static SelfVerdict byOurselves(Facts facts) {
    if (facts.routeless()) {
      return new SelfVerdict(Finding.OFFLINE, "This machine has no route out of its networks.");
    }
    if (facts.silent().size() >= Evidence.ENOUGH) {
      return new SelfVerdict(
          Finding.OFFLINE,
          "Nothing answers in any of %d different networks.".formatted(facts.silent().size()));
    }
    return new SelfVerdict(
        Finding.UNDECIDED,
        "Nothing answers in %d networks, too few to tell.".formatted(facts.silent().size()));
  }
}
