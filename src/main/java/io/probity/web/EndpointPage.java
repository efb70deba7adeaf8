package io.probity.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page of an endpoint shows.
 *
 * @param url without what may be secret in it
 * @param state paused, maintenance, or what was observed
 * @param observed what was observed, if the state is something else, otherwise null
 * @param since start of what was observed, null: nothing was yet
 * @param next null: it is paused
 * @param managedBy who else owns the configuration, null: nobody
 * @param trouble null: it is well
 * @param chain null: none was ever presented
 * @param pooled how many of the last checks went over a pooled connection, null: there were none
 * @param pool the connections that are open for it now
 */
public record EndpointPage(
    String id,
    String name,
    @Nullable String key,
    String method,
    String url,
    boolean secure,
    String state,
    @Nullable String observed,
    boolean flapping,
    @Nullable Moment since,
    @Nullable Moment last,
    @Nullable Moment next,
    String interval,
    List<String> labels,
    boolean paused,
    @Nullable String managedBy,
    @Nullable Trouble trouble,
    Waterfall waterfall,
    @Nullable String pooled,
    List<Fact> pool,
    LatencyChart chart,
    UptimeTable uptime,
    List<IncidentLine> incidents,
    @Nullable CertificateChain chain,
    List<CertificateChain> pastChains,
    CheckList checks,
    List<Fact> settings) {
  private static final int INCIDENTS_AT_ONCE = 5;

  /** The incidents that are shown at once. */
  public List<IncidentLine> newestIncidents() {
    return incidents.subList(0, Math.min(INCIDENTS_AT_ONCE, incidents.size()));
  }

  /** Those that are shown when asked for. */
  public List<IncidentLine> earlierIncidents() {
    return incidents.subList(newestIncidents().size(), incidents.size());
  }
}
