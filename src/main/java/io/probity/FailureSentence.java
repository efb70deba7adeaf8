package io.probity;

import io.probity.db.StartupFailure;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;

/** Tells why Probity did not start: in one sentence where the operator can act on it. */
final class FailureSentence {
  private FailureSentence() {}

  /** Prints the sentence; what nobody foresaw comes with its stack trace. */
  static void print(Throwable failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      String sentence = sentence(cause);
      if (!sentence.isEmpty()) {
        System.err.println("Probity cannot start: " + sentence);
        return;
      }
    }
    System.err.println("Probity cannot start, for a reason nobody foresaw:");
    failure.printStackTrace();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = failure; at != null && !causes.contains(at); at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }

  private static String sentence(Throwable cause) {
    if (cause instanceof StartupFailure) {
      return oneLine(cause.getMessage());
    }
    if (cause instanceof QuarkusBindException bind) {
      return Preflight.busy(bind.getHost(), bind.getPort(), "in use");
    }
    if (cause instanceof ConfigValidationException invalid) {
      List<String> problems = new ArrayList<>();
      for (int i = 0; i < invalid.getProblemCount(); i++) {
        problems.add(oneLine(invalid.getProblem(i).getMessage()));
      }
      return "the configuration is not valid: " + String.join("; ", problems);
    }
    if (cause instanceof ConfigurationException) {
      return "the configuration is not valid: " + oneLine(cause.getMessage());
    }
    if (cause instanceof FlywayException) {
      return "the database's schema cannot be brought up to date: " + oneLine(cause.getMessage());
    }
    return "";
  }

  private static String oneLine(@org.jspecify.annotations.Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
