package io.probity.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.probity.api.EndpointViews;
import io.probity.api.ExplanationViews;
import io.probity.check.EndpointPool;
import io.probity.check.Grid;
import io.probity.db.Reach;
import io.probity.endpoint.Durations;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import io.probity.health.HealthReader;
import io.probity.health.HealthView;
import io.probity.health.IncidentStore;
import io.probity.health.ObservedState;
import io.probity.history.CertificateLog;
import io.probity.history.CheckFilter;
import io.probity.history.CheckPage;
import io.probity.history.Checks;
import io.probity.history.FailedChecks;
import io.probity.history.Unreadable;
import io.probity.probe.CheckSummary;
import io.probity.probe.Verdict;
import io.probity.secret.MaskedUrl;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what the page of an endpoint shows. Blocks. */
@Singleton
final class EndpointPages {
  private static final int NEWEST = 25;
  private static final int DRAWN = 8;
  private static final int INCIDENTS = 10;
  private static final int PAST_CHAINS = 5;

  private final EndpointCodec codec;
  private final HealthReader health;
  private final ExplanationViews explanations;
  private final Checks checks;
  private final FailedChecks failed;
  private final CertificateLog certificates;
  private final IncidentStore incidents;
  private final EndpointHistory history;
  private final EndpointPool pool;
  private final InstantSource clock;

  EndpointPages(
      EndpointCodec codec,
      HealthReader health,
      ExplanationViews explanations,
      Checks checks,
      FailedChecks failed,
      CertificateLog certificates,
      IncidentStore incidents,
      EndpointHistory history,
      EndpointPool pool,
      InstantSource clock) {
    this.codec = codec;
    this.health = health;
    this.explanations = explanations;
    this.checks = checks;
    this.failed = failed;
    this.certificates = certificates;
    this.incidents = incidents;
    this.history = history;
    this.pool = pool;
    this.clock = clock;
  }

  /** The page of an endpoint, which is within reach. */
  EndpointPage show(Endpoint endpoint, Reach reach, CheckQuery query) {
    Instant now = clock.instant();
    EndpointSpec spec = endpoint.spec();
    long id = endpoint.id();
    HealthView view = health.views(List.of(id)).getOrDefault(id, HealthView.NOTHING_YET);
    String state = EndpointViews.state(endpoint, view);
    String observed = view.observed().wireName();
    CheckQuery.Read read = query.read();
    CheckPage found = checks.page(id, read.filter(), read.before(), NEWEST + 1);
    List<CheckSummary> newest =
        read.isOfNewest()
            ? found.checks().subList(0, Math.min(NEWEST, found.checks().size()))
            : checks.page(id, CheckFilter.ALL, null, NEWEST).checks();
    Map<Instant, ArrayNode> traces = traces(id, newest, found.checks());
    return new EndpointPage(
        endpoint.publicId().toString(),
        spec.name(),
        spec.key(),
        spec.method(),
        MaskedUrl.of(spec.url()),
        spec.url().getScheme().equals("https"),
        state,
        state.equals(observed) ? null : observed,
        view.flapping(),
        Moment.ofNullable(view.since(), now),
        newest.isEmpty() ? null : Moment.of(newest.get(0).at(), now),
        spec.paused()
            ? null
            : Moment.of(Grid.of(endpoint.publicId(), spec.interval()).after(now), now),
        Durations.format(spec.interval()),
        new TreeMap<>(spec.labels()).entrySet().stream().map(EndpointPages::label).toList(),
        spec.paused(),
        spec.managedBy(),
        trouble(endpoint, view, newest, now),
        Waterfall.of(drawn(newest, traces), now),
        pooled(newest),
        PoolFacts.of(pool.look(endpoint)),
        history.chart(endpoint, query, now),
        history.uptime(endpoint, now),
        incidents.page(null, endpoint.publicId(), reach, null, INCIDENTS).stream()
            .map(each -> IncidentLine.of(each, now))
            .toList(),
        certificates.current(id).map(each -> CertificateChain.of(each, now)).orElse(null),
        certificates.past(id, null, PAST_CHAINS).stream()
            .map(each -> CertificateChain.of(each, now))
            .toList(),
        list(query, read, found, traces, now),
        EndpointSettings.of(spec, codec.show(spec)));
  }

  private static String label(Map.Entry<String, String> label) {
    return label.getKey() + ":" + label.getValue();
  }

  private Map<Instant, ArrayNode> traces(
      long id, List<CheckSummary> newest, List<CheckSummary> listed) {
    return failed.attempts(
        id,
        Stream.concat(newest.stream().limit(DRAWN), listed.stream())
            .filter(each -> each.failure() != null || each.attempts() > 1)
            .map(CheckSummary::at)
            .distinct()
            .toList());
  }

  private static List<Tried> drawn(List<CheckSummary> newest, Map<Instant, ArrayNode> traces) {
    List<Tried> drawn = new ArrayList<>();
    for (CheckSummary check : newest.subList(0, Math.min(DRAWN, newest.size()))) {
      if (drawn.size() < DRAWN) {
        drawn.addAll(Tried.of(check, traces.get(check.at())));
      }
    }
    return drawn;
  }

  /** What fails now, or what keeps the monitor itself from knowing. */
  private @Nullable Trouble trouble(
      Endpoint endpoint, HealthView view, List<CheckSummary> newest, Instant now) {
    if (endpoint.spec().paused() || view.observed() == ObservedState.UP) {
      return null;
    }
    boolean ours = !newest.isEmpty() && newest.get(0).verdict() == Verdict.UNKNOWN;
    return view.observed() == ObservedState.UNKNOWN && !ours
        ? null
        : Trouble.of(explanations.show(endpoint), view.observed().wireName(), now);
  }

  private static @Nullable String pooled(List<CheckSummary> newest) {
    if (newest.isEmpty()) {
      return null;
    }
    long pooled = newest.stream().filter(CheckSummary::reused).count();
    return pooled + " of the last " + newest.size() + " checks went over a pooled connection.";
  }

  private static String gap(Unreadable gap) {
    return "%d checks between %s and %s cannot be read: what is stored of them is damaged."
        .formatted(gap.checks(), gap.from(), gap.to());
  }

  private static CheckList list(
      CheckQuery query,
      CheckQuery.Read read,
      CheckPage found,
      Map<Instant, ArrayNode> traces,
      Instant now) {
    List<CheckSummary> rows = found.checks();
    List<CheckSummary> kept = rows.size() > NEWEST ? rows.subList(0, NEWEST) : rows;
    return new CheckList(
        kept.stream().map(each -> CheckLine.of(each, traces.get(each.at()), now)).toList(),
        CheckQuery.verdicts(query.verdict()),
        CheckQuery.failures(query.failure()),
        query.from(),
        query.to(),
        query.window(),
        query.phase(),
        read.problems(),
        found.unreadable().stream().map(EndpointPages::gap).toList(),
        rows.size() > NEWEST ? query.olderThan(kept.get(kept.size() - 1).at()) : null,
        query.before().isEmpty() ? null : query.newest(),
        query.isFiltered() ? query.unfiltered() : null,
        CheckQuery.span(read.filter()));
  }
}
