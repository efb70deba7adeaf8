package io.probity.alert;

import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Keeps a receiver that only fails from taking up sending slots: after a run of failures nothing is
 * sent to it for a while, then one message tries whether it is back.
 */
final class ReceiverBreaker {
  /** How long nothing is sent once the breaker is open. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final int WINDOW = 20;
  private static final double FAILURE_RATIO = 0.9;

  private final TypedGuard<CompletionStage<SendResult>> guard =
      TypedGuard.create(new TypeLiteral<CompletionStage<SendResult>>() {})
          .withCircuitBreaker()
          .requestVolumeThreshold(WINDOW)
          .failureRatio(FAILURE_RATIO)
          .delay(PAUSE.toMillis(), ChronoUnit.MILLIS)
          .done()
          .build();

  /** The result of the sending, or empty: the breaker is open and nothing was sent. */
  CompletionStage<Optional<SendResult>> send(Supplier<CompletionStage<SendResult>> sending) {
    return guard
        .get(() -> sending.get().thenCompose(ReceiverBreaker::countable))
        .handle(
            (result, thrown) -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              if (cause == null) {
                return Optional.of(result);
              }
              if (cause instanceof CircuitBreakerOpenException) {
                return Optional.empty();
              }
              return Optional.of(
                  cause instanceof ReceiverFailed failed
                      ? failed.result
                      : new SendResult.Failed("Sending failed: " + cause + "."));
            });
  }

  private static CompletionStage<SendResult> countable(SendResult result) {
    return DeliveryPolicy.receiverFails(result)
        ? CompletableFuture.failedStage(new ReceiverFailed(result))
        : CompletableFuture.completedStage(result);
  }

  /** Carries a result past the breaker, which counts exceptions only. */
  private static final class ReceiverFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient SendResult result;

    ReceiverFailed(SendResult result) {
      super(null, null, false, false);
      this.result = result;
    }
  }
}
