package io.probity.api;

import io.probity.history.CheckPage;
import io.probity.history.Unreadable;
import io.probity.probe.CheckSummary;
import io.probity.probe.Failure;
import io.probity.probe.ProbeJson;
import io.probity.probe.Timings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks as CSV (RFC 4180), the columns named as the members of a check. What did not happen is
 * empty. Confined to one thread.
 */
final class CsvChecks {
  static final String HEADER =
      "at,verdict,failure.phase,failure.class,failure.detail,trigger,status,httpVersion,address,"
          + "reused,attempts,bytes,timings.dnsMs,timings.connectMs,timings.tlsMs,timings.writeMs,"
          + "timings.firstByteMs,timings.transferMs,timings.totalMs,lagMs\r\n";

  private static final String FORMULA = "=+-@\t\r";
  private static final int DATE_LENGTH = 11;
  private static final int SECONDS_PER_DAY = 86_400;

  private final StringBuilder text = new StringBuilder();
  private long day = Long.MIN_VALUE;
  private String date = "";

  /** The rows of some checks, and of those that are damaged among them. */
  byte[] rows(CheckPage page) {
    page.checks().forEach(this::add);
    page.unreadable().forEach(this::add);
    return take();
  }

  /** Adds a row. */
  void add(CheckSummary check) {
    at(check.at());
    text.append(',').append(check.verdict().wireName());
    failure(check.failure());
    text.append(',').append(check.trigger().wireName()).append(',');
    if (check.status() != null) {
      text.append(check.status());
    }
    text.append(',');
    if (check.version() != null) {
      text.append(check.version().wireName());
    }
    text.append(',');
    if (check.address() != null) {
      text.append(check.address());
    }
    text.append(',').append(check.reused());
    text.append(',').append(check.attempts());
    text.append(',').append(check.bytes());
    timings(check.timings());
    millis(check.lagUs());
    text.append("\r\n");
  }

  /** Adds a row that stands for checks that are damaged: their first instant, and no verdict. */
  void add(Unreadable unreadable) {
    at(unreadable.from());
    text.append(",unreadable,,,");
    quoted(
        unreadable.checks() + " checks to " + ProbeJson.instant(unreadable.to()) + " are damaged");
    text.append(",".repeat(15)).append("\r\n");
  }

  /** ISO 8601; of one day after the other only the first needs a calendar. */
  private void at(Instant at) {
    long seconds = at.getEpochSecond();
    if (Math.floorDiv(seconds, SECONDS_PER_DAY) != day) {
      day = Math.floorDiv(seconds, SECONDS_PER_DAY);
      date = ProbeJson.instant(at).substring(0, DATE_LENGTH);
    }
    int second = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
    text.append(date);
    digits(second / 3_600, 10);
    text.append(':');
    digits(second / 60 % 60, 10);
    text.append(':');
    digits(second % 60, 10);
    text.append('.');
    digits(at.getNano() / 1_000, 100_000);
    text.append('Z');
  }

  private void digits(int value, int place) {
    for (int rest = place; rest > 0; rest /= 10) {
      text.append((char) ('0' + value / rest % 10));
    }
  }

  private void failure(@Nullable Failure failure) {
    if (failure == null) {
      text.append(",,,");
    } else {
      text.append(',').append(failure.cls().phase().wireName());
      text.append(',').append(failure.cls().wireName()).append(',');
      quoted(failure.detail());
    }
  }

  /** A spreadsheet takes what begins like a formula for one, unless an apostrophe comes first. */
  private void quoted(String value) {
    text.append('"');
    if (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) {
      text.append('\'');
    }
    text.append(value.replace("\"", "\"\"")).append('"');
  }

  private void timings(Timings timings) {
    millis(timings.dnsUs());
    millis(timings.connectUs());
    millis(timings.tlsUs());
    millis(timings.writeUs());
    millis(timings.firstByteUs());
    millis(timings.transferUs());
    millis(timings.totalUs());
  }

  private void millis(int micros) {
    text.append(',');
    if (micros != Timings.NONE) {
      text.append(micros / 1_000).append('.');
      digits(Math.abs(micros % 1_000), 100);
    }
  }

  /** What was added since the last call. */
  byte[] take() {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return bytes;
  }
}
