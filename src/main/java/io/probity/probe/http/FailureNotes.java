package io.probity.probe.http;

import io.probity.probe.Attempt;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.tls.ChainVerdict;
import io.probity.tls.Standing;
import io.probity.tls.TlsFacts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What belongs to the evidence of a failure beside its cause. */
final class FailureNotes {
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  private FailureNotes() {}

  /** The failure with the sources of revocation that were of no use, if there were any. */
  static Failure withRevocation(Failure failure, @Nullable TlsFacts tls) {
    List<Map<String, Object>> useless =
        tls == null
            ? List.of()
            : tls.revocation().stream()
                .filter(each -> !each.isConclusive() && each.status() != Standing.Status.ABSENT)
                .map(Standing::evidence)
                .toList();
    return useless.isEmpty() ? failure : with(failure, "revocation", useless);
  }

  /**
   * The attempt, if it failed on an incomplete chain, with whether the missing certificate is to be
   * had ({@code aia}); any other attempt as it is, at once.
   *
   * @param host whose certificate it is
   * @param leftNanos until the end of the attempt's budget
   */
  static CompletionStage<Attempt> withMissingIssuer(
      Attempt failed, LinkMaker.Tools tools, String host, long leftNanos) {
    Failure failure = failed.failure();
    TlsFacts tls = failed.tls();
    ChainVerdict verdict = tls == null ? null : tls.verdict();
    if (failure == null
        || failure.cls() != FailureClass.TLS_INCOMPLETE_CHAIN
        || tls == null
        || verdict == null
        || leftNanos <= 0) {
      return CompletableFuture.completedFuture(failed);
    }
    Duration timeout = Duration.ofNanos(Math.min(leftNanos, AT_MOST.toNanos()));
    return tools
        .missingIssuer()
        .evidence(tls.chain(), verdict.atFault(), host, timeout, tools.clock().instant())
        .thenApply(aia -> aia == null ? failed : failed.judged(with(failure, "aia", aia), null));
  }

  private static Failure with(Failure failure, String name, Object value) {
    Map<String, Object> evidence = new LinkedHashMap<>(failure.evidence());
    evidence.put(name, value);
    return new Failure(failure.cls(), failure.detail(), evidence);
  }
}
