package io.probity.api;

import io.probity.check.Observation;
import io.probity.check.PresentedTls;
import io.probity.probe.FailureClass;
import io.probity.probe.Timings;
import io.probity.probe.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * A gauge of endpoints and how it is told from an observation. Those that blackbox_exporter has too
 * are named and meant as there.
 *
 * @param help one line
 */
record ProbeFamily(String name, String help, Telling samples) {
  /** Adds the samples of one endpoint; none where there is nothing to say. */
  interface Telling {
    void add(Observation observation, Exposition to) throws IOException;
  }

  /** In the order they are written. */
  static final List<ProbeFamily> ALL =
      List.of(
          new ProbeFamily(
              "probe_success",
              "Whether the last check passed, degraded or not; absent if the monitor cannot know",
              ProbeFamily::success),
          new ProbeFamily(
              "probe_duration_seconds",
              "Time of the deciding attempt of the last check",
              (seen, to) -> to.add(seconds(seen.last().timings().totalUs()))),
          new ProbeFamily(
              "probe_http_duration_seconds",
              "Time by phase, summed over redirects; 0 for a phase that did not happen",
              ProbeFamily::phases),
          new ProbeFamily(
              "probe_dns_lookup_time_seconds",
              "Time of the name lookup; 0 if the answer was cached",
              (seen, to) -> to.add(seconds(seen.last().timings().dnsUs()))),
          new ProbeFamily(
              "probe_http_status_code",
              "Status of the response; 0 without one",
              (seen, to) -> to.add(Integer.toString(seen.last().status()))),
          new ProbeFamily(
              "probe_http_version",
              "HTTP version of the response; 0 without one",
              (seen, to) ->
                  to.add(seen.last().version() == null ? "0" : seen.last().version().wireName())),
          new ProbeFamily(
              "probe_http_ssl",
              "Whether the last hop got as far as TLS",
              (seen, to) -> to.add(flag(seen.last().tls() != null))),
          new ProbeFamily(
              "probe_http_content_length",
              "Length of the body as received, in bytes",
              (seen, to) -> to.add(Long.toString(seen.last().bytes()))),
          new ProbeFamily(
              "probe_failed_due_to_regex",
              "Whether an assertion on the body or on a header failed",
              ProbeFamily::failedByContent),
          new ProbeFamily(
              "probe_ip_protocol",
              "IP version of the address that was tried, 4 or 6",
              ProbeFamily::ipProtocol),
          new ProbeFamily(
              "probe_tls_version_info",
              "Version of TLS that was negotiated, always 1",
              ProbeFamily::tlsVersion),
          new ProbeFamily(
              "probe_ssl_earliest_cert_expiry",
              "When the first certificate of the presented chain expires, also if it was refused",
              ProbeFamily::certificate),
          new ProbeFamily(
              "probe_failure_info",
              "Why the last check was not up, always 1; absent if it was",
              ProbeFamily::failure),
          new ProbeFamily(
              "probe_state",
              "State of the endpoint by its thresholds, always 1",
              (seen, to) -> to.add("state=\"" + seen.state().wireName() + '"', "1")),
          new ProbeFamily(
              "probe_attempts",
              "Attempts of the last check",
              (seen, to) -> to.add(Integer.toString(seen.last().attempts()))),
          new ProbeFamily(
              "probe_last_check_timestamp_seconds",
              "When the last check was due, or began if it was off schedule",
              (seen, to) ->
                  to.add(BigDecimal.valueOf(seen.last().at().toEpochMilli(), 3).toPlainString())));

  private static void success(Observation seen, Exposition to) throws IOException {
    Verdict verdict = seen.last().verdict();
    if (verdict != Verdict.UNKNOWN) {
      to.add(flag(verdict != Verdict.DOWN));
    }
  }

  private static void phases(Observation seen, Exposition to) throws IOException {
    Timings timings = seen.last().timings();
    to.add("phase=\"resolve\"", seconds(timings.dnsUs()));
    to.add("phase=\"connect\"", seconds(timings.connectUs()));
    to.add("phase=\"tls\"", seconds(timings.tlsUs()));
    int processing = Math.max(0, timings.writeUs()) + Math.max(0, timings.firstByteUs());
    to.add("phase=\"processing\"", seconds(processing));
    to.add("phase=\"transfer\"", seconds(timings.transferUs()));
  }

  private static void failedByContent(Observation seen, Exposition to) throws IOException {
    FailureClass failure = seen.last().failure();
    to.add(
        flag(failure == FailureClass.ASSERTION_BODY || failure == FailureClass.ASSERTION_HEADER));
  }

  private static void ipProtocol(Observation seen, Exposition to) throws IOException {
    String address = seen.last().address();
    if (address != null) {
      to.add(address.indexOf(':') < 0 ? "4" : "6");
    }
  }

  private static void tlsVersion(Observation seen, Exposition to) throws IOException {
    PresentedTls tls = seen.last().tls();
    if (tls != null && tls.version() != null) {
      to.add("version=\"" + tls.version() + '"', "1");
    }
  }

  private static void certificate(Observation seen, Exposition to) throws IOException {
    PresentedTls tls = seen.last().tls();
    if (tls != null && tls.earliestNotAfter() != null) {
      to.add(Long.toString(tls.earliestNotAfter().getEpochSecond()));
    }
  }

  private static void failure(Observation seen, Exposition to) throws IOException {
    FailureClass failure = seen.last().failure();
    if (failure != null) {
      to.add(
          "phase=\"" + failure.phase().wireName() + "\",class=\"" + failure.wireName() + '"', "1");
    }
  }

  private static String flag(boolean set) {
    return set ? "1" : "0";
  }

  private static String seconds(int micros) {
    return micros <= 0 ? "0" : BigDecimal.valueOf(micros, 6).toPlainString();
  }
}
