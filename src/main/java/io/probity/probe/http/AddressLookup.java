package io.probity.probe.http;

import io.probity.endpoint.EndpointSpec;
import io.probity.net.Admission;
import io.probity.net.DnsProblem;
import io.probity.net.Egress;
import io.probity.net.PinnedAddress;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds the addresses that one hop of an attempt may connect to. Loop-confined. */
final class AddressLookup {
  /** The resolver ends on time by itself and then knows more; it is only cut off when it hangs. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Origin origin;
  private final Deadline deadline;
  private final PhaseTimes times;
  private final Listener listener;
  private long began;

  /** Hears what was found. */
  interface Listener {
    void admitted(List<PinnedAddress> addresses);

    /**
     * There is nothing to connect to.
     *
     * @param address the one that the policy refuses, null: none was found
     */
    void notAdmitted(Failure failure, @Nullable String address);
  }

  AddressLookup(Origin origin, Deadline deadline, PhaseTimes times, Listener listener) {
    this.origin = origin;
    this.deadline = deadline;
    this.times = times;
    this.listener = listener;
  }

  /**
   * Asks.
   *
   * @param onLoop runs what follows the answer
   */
  void start(Egress egress, EndpointSpec spec, Executor onLoop) {
    began = System.nanoTime();
    long allowed = Math.max(1, Math.min(spec.timeouts().dns().toNanos(), deadline.left(began)));
    deadline.moveTo(began + allowed + GRACE_NANOS, began);
    egress
        .admit(
            origin.host(), origin.port(), Families.of(spec.ipVersion()), Duration.ofNanos(allowed))
        .whenComplete((admission, problem) -> onLoop.execute(() -> answered(admission, problem)));
  }

  private void answered(@Nullable Admission admission, @Nullable Throwable problem) {
    if (admission instanceof Admission.Admitted admitted) {
      times.resolved(admitted.dnsMicros());
      listener.admitted(admitted.addresses());
    } else if (admission instanceof Admission.Refused refused) {
      times.resolved(refused.dnsMicros());
      String address = refused.address();
      listener.notAdmitted(
          new Failure(FailureClass.EGRESS_DENIED, refused.detail(), Map.of("address", address)),
          address);
    } else if (admission instanceof Admission.Unresolved unresolved) {
      times.resolved(unresolved.dnsMicros());
      Failure ours = unresolved.problem() == DnsProblem.TIMEOUT ? deadline.loopFault() : null;
      listener.notAdmitted(ours == null ? Families.failure(unresolved) : ours, null);
    } else {
      throw new IllegalStateException("no admission", problem);
    }
  }

  /** The failure of a resolver that hangs. */
  Failure hung() {
    times.resolved(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
    return Failure.of(
        FailureClass.DNS_TIMEOUT, "The name " + origin.host() + " was not resolved in time.");
  }
}
