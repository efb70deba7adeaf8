package io.probity.probe;

import io.probity.endpoint.Assertion;
import io.probity.endpoint.EndpointSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the attempts of one check, and keeps what came of each assertion: also of those that
 * passed, and of those after the first that failed. The verdict is the same as without. One for
 * each check; its calls must be ordered, as those for one check are.
 */
public final class Findings implements Judge {
  private final EndpointSpec spec;
  private @Nullable Attempt judged;
  private List<Finding> found = List.of();

  public Findings(EndpointSpec spec) {
    this.spec = spec;
  }

  @Override
  public Attempt judge(EndpointSpec judgedBy, Attempt attempt, Instant now, Allowance time) {
    Attempt result = Assertions.judge(judgedBy, attempt, now, time);
    Response response = attempt.response();
    if (attempt.failure() != null || response == null) {
      return result;
    }
    BodyContent body = new BodyContent(response);
    SecretMask mask = SecretMask.of(spec);
    found =
        spec.assertions().stream()
            .map(each -> found(each, attempt, response, body, now, time))
            .map(mask::of)
            .toList();
    judged = result;
    return result;
  }

  private static Finding found(
      Assertion assertion,
      Attempt attempt,
      Response response,
      BodyContent body,
      Instant now,
      Allowance time) {
    String actual;
    try {
      actual = AssertionWords.actual(assertion, attempt, response, body, time);
    } catch (Allowance.Spent spent) {
      return finding(assertion, attempt, null, null);
    }
    Failure failure = Assertions.timed(assertion, attempt, response, body, now, time);
    boolean decided = actual != null && (failure == null || !failure.cls().ours());
    return finding(assertion, attempt, decided ? failure == null : null, actual);
  }

  /**
   * What came of each assertion in the order of the configuration.
   *
   * @param deciding what the check made of its last attempt; if that was not judged here, no
   *     assertion was
   */
  public List<Finding> of(Attempt deciding) {
    if (deciding == judged) {
      return found;
    }
    SecretMask mask = SecretMask.of(spec);
    return spec.assertions().stream()
        .map(each -> mask.of(finding(each, deciding, null, null)))
        .toList();
  }

  private static Finding finding(
      Assertion assertion, Attempt attempt, @Nullable Boolean passed, @Nullable String actual) {
    return new Finding(
        AssertionWords.source(assertion),
        AssertionWords.subject(assertion),
        assertion.severity(),
        AssertionWords.expected(assertion, attempt),
        passed,
        actual);
  }
}
