package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.net.Admission;
import io.probity.net.Egress;
import io.probity.net.PinnedAddress;
import io.probity.probe.Attempt;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Response;
import io.probity.probe.http.PhaseTimes.Part;
import io.probity.tls.RevocationLookup;
import io.probity.tls.TlsFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt from the name to the last byte of the last hop. One deadline serves all phases: it is
 * moved as they pass, and never beyond the budget. Loop-confined; ends exactly once.
 */
final class AttemptRun implements LinkMaker.Listener, Exchange.Listener {
  /** The resolver ends on time by itself and then knows more; it is only cut off when it hangs. */
  private static final long DNS_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What all attempts are made with. */
  record Tools(Egress egress, Pool pool, LinkMaker.Tools links, String userAgent) {}

  private final Tools tools;
  private final EndpointSpec spec;
  private final boolean pooled;
  private final @Nullable Shelf shelf;
  private final Redirects redirects;
  private final EventLoop loop;
  private final Deadline deadline;
  private final Instant startedAt;
  private final long budgetEnds;
  private final PhaseTimes times;
  private final CompletableFuture<Attempt> result = new CompletableFuture<>();
  private HopRequest request;
  private int hops;
  private @Nullable LinkMaker maker;
  private @Nullable Exchange exchange;
  private @Nullable String address;
  private @Nullable ConnectionFacts connection;
  private @Nullable TlsFacts tls;
  private @Nullable Response response;

  AttemptRun(Tools tools, Endpoint endpoint, ConnectionMode mode, Duration budget) {
    this.tools = tools;
    spec = endpoint.spec();
    pooled = mode == ConnectionMode.POOLED && spec.idempotent();
    shelf = pooled ? tools.pool().shelf(endpoint.id()) : null;
    request = HopRequest.first(spec);
    redirects = new Redirects(spec.redirects(), request);
    loop = tools.links().engine().context().nettyEventLoop();
    deadline = new Deadline(loop, this::expire);
    startedAt = tools.links().clock().instant();
    long now = System.nanoTime();
    budgetEnds = now + budget.toNanos();
    times = new PhaseTimes(now);
  }

  CompletableFuture<Attempt> start() {
    guarded(() -> hop(request));
    return result;
  }

  /** Ends the attempt because the monitor stops. */
  void interrupt() {
    fail(Failure.of(FailureClass.MONITOR_INTERRUPTED, "The monitor stopped during the attempt."));
  }

  private void hop(HopRequest next) {
    request = next;
    hops++;
    maker = null;
    exchange = null;
    address = null;
    connection = null;
    tls = null;
    response = null;
    long now = System.nanoTime();
    long allowed = Math.max(1, Math.min(spec.timeouts().dns().toNanos(), budgetEnds - now));
    deadline.moveTo(now + allowed + DNS_GRACE_NANOS);
    Origin origin = next.origin();
    tools
        .egress()
        .admit(
            origin.host(), origin.port(), Families.of(spec.ipVersion()), Duration.ofNanos(allowed))
        .whenComplete((admission, problem) -> onLoop(() -> resolved(admission, problem)));
  }

  private void resolved(@Nullable Admission admission, @Nullable Throwable problem) {
    if (result.isDone()) {
      return;
    }
    if (admission == null) {
      abort(problem == null ? new IllegalStateException("no admission") : problem);
    } else if (admission instanceof Admission.Admitted admitted) {
      addDns(admitted.dnsMicros());
      connect(admitted.addresses());
    } else if (admission instanceof Admission.Refused refused) {
      addDns(refused.dnsMicros());
      address = refused.address();
      fail(new Failure(FailureClass.EGRESS_DENIED, refused.detail(), Map.of("address", address)));
    } else if (admission instanceof Admission.Unresolved unresolved) {
      addDns(unresolved.dnsMicros());
      fail(
          new Failure(
              Families.classOf(unresolved.problem()), unresolved.detail(), unresolved.evidence()));
    }
  }

  private void addDns(long micros) {
    if (micros >= 0) {
      times.add(Part.DNS, TimeUnit.MICROSECONDS.toNanos(micros));
    }
  }

  private void connect(List<PinnedAddress> addresses) {
    Route route = request.route(spec);
    long now = System.nanoTime();
    Link kept =
        shelf == null ? null : shelf.take(route, addresses, now, tools.links().clock().instant());
    if (kept != null) {
      exchangeOn(kept);
      return;
    }
    allow(spec.timeouts().connect());
    LinkMaker making = new LinkMaker(tools.links(), route, addresses, times, this);
    maker = making;
    making.start();
  }

  @Override
  public void handshakeBegins() {
    allow(spec.timeouts().tls());
  }

  @Override
  public void screeningBegins() {
    long now = System.nanoTime();
    long grace = RevocationLookup.TIMEOUT.toNanos() + DNS_GRACE_NANOS;
    deadline.moveTo(now + Math.min(grace, (budgetEnds - now) / 2));
  }

  @Override
  public void screeningEnds() {
    allow(spec.timeouts().tls());
  }

  @Override
  public void linked(Link link) {
    if (result.isDone()) {
      link.close();
    } else {
      guarded(() -> exchangeOn(link));
    }
  }

  @Override
  public void unlinked(Failure failure) {
    fail(failure);
  }

  private void exchangeOn(Link link) {
    maker = null;
    connection = link.nextRequest(System.nanoTime());
    address = link.address().literal();
    tls = link.tls();
    Map<String, String> headers = request.headers(spec, tools.userAgent(), !pooled);
    Exchange begun =
        new Exchange(link, request, headers, spec.maxBody(), BodyUse.wanted(spec), times, this);
    exchange = begun;
    allow(spec.timeouts().response());
    begun.start(tools.links().engine().context());
  }

  @Override
  public void sent() {
    allow(spec.timeouts().response());
  }

  @Override
  public void headArrived() {
    deadline.moveTo(budgetEnds);
  }

  @Override
  public void ended(@Nullable Response arrived, @Nullable Failure failure) {
    guarded(() -> exchangeEnded(arrived, failure));
  }

  private void exchangeEnded(@Nullable Response arrived, @Nullable Failure failure) {
    Exchange finished = exchange;
    if (result.isDone() || finished == null) {
      return;
    }
    Link link = finished.link();
    exchange = null;
    response = arrived;
    if (failure == null && shelf != null && finished.reusable()) {
      tools.pool().give(shelf, link, spec, finished.keptNanos());
    } else {
      link.close();
    }
    if (failure != null || arrived == null) {
      fail(failure);
      return;
    }
    Redirects.Next next = redirects.after(request, arrived);
    if (next instanceof Redirects.Next.Follow follow) {
      hop(follow.request());
    } else if (next instanceof Redirects.Next.Failed failed) {
      fail(failed.failure());
    } else {
      deadline.cancel();
      Attempt plain = attempt(null);
      BodyUse.decoded(plain, spec, tools.links().engine().context(), this::complete, this::abort);
    }
  }

  private void expire() {
    if (exchange != null) {
      exchange.expire();
    } else if (maker != null) {
      maker.expire();
    } else {
      fail(
          Failure.of(
              FailureClass.DNS_TIMEOUT,
              "The name " + request.origin().host() + " was not resolved in time."));
    }
  }

  private void allow(Duration phase) {
    long now = System.nanoTime();
    deadline.moveTo(now + Math.min(phase.toNanos(), budgetEnds - now));
  }

  private void fail(@Nullable Failure failure) {
    if (result.isDone()) {
      return;
    }
    if (maker != null) {
      address = maker.address().literal();
      tls = maker.tls();
      maker.cancel();
    }
    if (exchange != null && failure != null) {
      exchange.link().close();
    }
    conclude(attempt(failure == null || hops == 1 ? failure : request.explain(failure, hops - 1)));
  }

  /** Timings and verdict stand; only the evidence of an incomplete chain may take a moment. */
  private void conclude(Attempt failed) {
    deadline.cancel();
    String host = request.route(spec).serverName();
    FailureNotes.withMissingIssuer(failed, tools.links(), host, budgetEnds - System.nanoTime())
        .whenComplete((explained, bug) -> complete(explained == null ? failed : explained));
  }

  private Attempt attempt(@Nullable Failure failure) {
    return new Attempt(
        startedAt,
        times.finish(System.nanoTime()),
        address,
        connection,
        tls,
        response,
        failure == null ? null : FailureNotes.withRevocation(failure, tls),
        null);
  }

  private void complete(Attempt attempt) {
    deadline.cancel();
    result.complete(attempt);
  }

  private void onLoop(Runnable step) {
    if (loop.inEventLoop()) {
      guarded(step);
    } else {
      loop.execute(() -> guarded(step));
    }
  }

  /** A bug of ours must end the attempt, not leave its caller waiting. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      abort(bug);
    }
  }

  private void abort(Throwable bug) {
    deadline.cancel();
    if (maker != null) {
      maker.cancel();
    }
    if (exchange != null) {
      exchange.link().close();
    }
    result.completeExceptionally(bug);
  }
}
