package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.probity.endpoint.ConnectionMode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointSpec;
import io.probity.net.Egress;
import io.probity.net.PinnedAddress;
import io.probity.probe.Attempt;
import io.probity.probe.ConnectionFacts;
import io.probity.probe.Failure;
import io.probity.probe.Response;
import io.probity.probe.http.PoolMeters.Closing;
import io.probity.tls.RevocationLookup;
import io.probity.tls.TlsFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt from the name to the last byte of the last hop. One deadline serves all phases: it is
 * moved as they pass, and never beyond the budget. Loop-confined; ends exactly once.
 */
final class AttemptRun implements AddressLookup.Listener, LinkMaker.Listener, Exchange.Listener {
  /** A search for revocations ends on time by itself; it is only cut off when it hangs. */
  private static final Duration LONGEST_SEARCH = RevocationLookup.TIMEOUT.plusMillis(100);

  /**
   * What all attempts are made with.
   *
   * @param room makes room for one more connection
   */
  record Tools(Egress egress, Pool pool, LinkMaker.Tools links, String userAgent, Runnable room) {}

  private final Tools tools;
  private final EndpointSpec spec;
  private final boolean pooled;
  private final @Nullable Shelf shelf;
  private final Redirects redirects;
  private final EventLoop loop;
  private final Deadline deadline;
  private final Lease lease;
  private final Instant startedAt;
  private final PhaseTimes times;
  private final CompletableFuture<Attempt> result = new CompletableFuture<>();
  private Outgoing out;
  private int hops;
  private @Nullable AddressLookup lookup;
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
    out = shelf == null ? outgoing(HopRequest.first(spec)) : shelf.first(spec, tools.userAgent());
    redirects = new Redirects(spec.redirects(), out.request());
    loop = tools.links().engine().context().nettyEventLoop();
    startedAt = tools.links().clock().instant();
    long now = System.nanoTime();
    long budgetEnds = now + budget.toNanos();
    LoopDelay delay = tools.links().engine().delay();
    deadline = new Deadline(loop, delay, now, budgetEnds, () -> guarded(this::expire));
    times = new PhaseTimes(now);
    lease = new Lease(endpoint.publicId(), budgetEnds, times);
  }

  CompletableFuture<Attempt> start() {
    guarded(() -> hop(out));
    return result;
  }

  /** By when it has to end. */
  Lease lease() {
    return lease;
  }

  private Outgoing outgoing(HopRequest request) {
    return new Outgoing(request, spec, tools.userAgent(), !pooled);
  }

  private void hop(Outgoing next) {
    out = next;
    hops++;
    maker = null;
    exchange = null;
    address = null;
    connection = null;
    tls = null;
    response = null;
    AddressLookup asking = new AddressLookup(next.origin(), deadline, times, this);
    lookup = asking;
    asking.start(tools.egress(), spec, this::onLoop);
  }

  @Override
  public void notAdmitted(Failure failure, @Nullable String refused) {
    address = refused;
    fail(failure);
  }

  @Override
  public void admitted(List<PinnedAddress> addresses) {
    if (result.isDone()) {
      return;
    }
    Route route = out.route();
    long now = System.nanoTime();
    long epochMillis = tools.links().clock().millis();
    Link kept =
        shelf == null ? null : tools.pool().take(shelf, route, addresses, lease, now, epochMillis);
    if (kept != null) {
      exchangeOn(kept);
      return;
    }
    tools.room().run();
    deadline.allow(spec.timeouts().connect());
    LinkMaker making = new LinkMaker(tools.links(), route, addresses, times, this);
    maker = making;
    making.start();
  }

  @Override
  public void handshakeBegins() {
    deadline.allow(spec.timeouts().tls());
  }

  @Override
  public void screeningBegins() {
    Duration half = Duration.ofNanos(deadline.left() / 2);
    deadline.allow(half.compareTo(LONGEST_SEARCH) < 0 ? half : LONGEST_SEARCH);
  }

  @Override
  public void screeningEnds() {
    deadline.allow(spec.timeouts().tls());
  }

  @Override
  public void linked(Link link) {
    tools.pool().opened(link, lease);
    if (result.isDone()) {
      link.close(Closing.FAILED);
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
    tools.pool().requested(link);
    address = link.address().literal();
    tls = link.tls();
    Exchange begun = new Exchange(link, out, spec.maxBody(), times, tools.links().faults(), this);
    exchange = begun;
    deadline.allow(spec.timeouts().response());
    begun.start();
  }

  @Override
  public void sent() {
    deadline.allow(spec.timeouts().response());
  }

  @Override
  public void headArrived() {
    deadline.allowTheRest();
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
    long kept = failure == null && shelf != null ? finished.keptNanos() : 0;
    if (shelf != null && kept > 0) {
      tools.pool().give(shelf, link, spec, kept);
    } else {
      link.close(failure == null ? Closing.FINISHED : Closing.FAILED);
    }
    if (failure != null || arrived == null) {
      fail(failure);
      return;
    }
    Redirects.Next next = redirects.after(out.request(), arrived);
    if (next instanceof Redirects.Next.Follow follow) {
      hop(outgoing(follow.request()));
    } else if (next instanceof Redirects.Next.Failed failed) {
      fail(failed.failure());
    } else {
      deadline.cancel();
      Attempt plain = attempt(null);
      BodyUse.decoded(plain, spec, tools.links().engine().context(), this::complete, this::abort);
    }
  }

  private void expire() {
    Failure ours = deadline.loopFault();
    if (ours != null) {
      fail(ours);
    } else if (exchange != null) {
      exchange.expire();
    } else if (maker != null) {
      maker.expire();
    } else if (lookup != null) {
      fail(lookup.hung());
    }
  }

  /** Ends the attempt; once it has ended it does nothing. */
  void fail(@Nullable Failure failure) {
    if (result.isDone()) {
      return;
    }
    if (maker != null) {
      address = maker.address().literal();
      tls = maker.tls();
      maker.cancel();
    }
    if (exchange != null && failure != null) {
      exchange.link().close(Closing.FAILED);
    }
    conclude(
        attempt(failure == null || hops == 1 ? failure : out.request().explain(failure, hops - 1)));
  }

  /** Timings and verdict stand; only the evidence of an incomplete chain may take a moment. */
  private void conclude(Attempt failed) {
    deadline.cancel();
    String host = out.route().serverName();
    FailureNotes.withMissingIssuer(failed, tools.links(), host, deadline.left())
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
        failure == null ? null : FailureNotes.withRevocation(deadline.noted(failure), tls),
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
    } catch (RuntimeException | LinkageError bug) { // a class that no file was left to load from
      abort(bug);
    }
  }

  private void abort(Throwable bug) {
    deadline.cancel();
    if (maker != null) {
      maker.cancel();
    }
    if (exchange != null) {
      exchange.link().close(Closing.FAILED);
    }
    result.completeExceptionally(bug);
  }
}
