package io.probity.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.probity.config.Plan.Action;
import io.probity.db.DbUnavailable;
import io.probity.db.Mandate;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Applies the documents of a directory when they change. Replicas with the same directory do so one
 * after another, and all but the first find nothing to do. One thread at a time.
 */
final class ConfigDirectory {
  private static final Logger LOG = Logger.getLogger(ConfigDirectory.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int NAMED = 10;
  private static final int MAX_SECRET_FILE = 64 << 10;

  private final Path directory;
  private final Configuration configuration;
  private final DocumentReader reader;
  private final Placeholders placeholders;
  private final Mandate mandate;
  private final InstantSource clock;

  /** What was seen last, and the placeholders in it with their values at the time. */
  private String seen = "";

  private final Map<String, @Nullable String> values = new HashMap<>();
  private String complaint = "";
  private @Nullable Instant failedAt;
  private volatile int errors;

  ConfigDirectory(
      Path directory,
      Configuration configuration,
      DocumentReader reader,
      Placeholders placeholders,
      Mandate mandate,
      InstantSource clock) {
    this.directory = directory;
    this.configuration = configuration;
    this.reader = reader;
    this.placeholders = placeholders;
    this.mandate = mandate;
    this.clock = clock;
  }

  /** What is wrong with the directory as it is now. */
  void register(MeterRegistry meters) {
    Gauge.builder("probity.config.errors", () -> errors)
        .description("Errors in probity.config.dir as it is now; 0: it is applied")
        .register(meters);
  }

  /** A secret from the environment or from a file; null if there is none. */
  static @Nullable String ofThisMachine(String kind, String name) {
    if (kind.equals("env")) {
      return System.getenv(name);
    }
    try {
      Path file = Path.of(name);
      return Files.size(file) <= MAX_SECRET_FILE ? Files.readString(file).stripTrailing() : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Applies the directory if it changed; what failed is tried again each minute. */
  void tick() {
    try {
      ConfigFiles files = ConfigFiles.of(directory);
      String now = files.fingerprint();
      if (!now.equals(seen) || valuesChanged() || isDue()) {
        apply(files);
        seen = now;
      }
    } catch (DbUnavailable e) {
      LOG.debug("The configuration waits for the database", e);
    } catch (InvalidInput e) {
      failed(e.errors().size(), sentence(e.errors()));
    } catch (IOException e) {
      failed(1, e.toString());
    }
  }

  private boolean valuesChanged() {
    return values.entrySet().stream()
        .anyMatch(
            each -> {
              String before = each.getValue();
              String now = placeholders.value(each.getKey());
              return before == null ? now != null : !before.equals(now);
            });
  }

  private boolean isDue() {
    return failedAt != null && !clock.instant().isBefore(failedAt.plus(AGAIN));
  }

  private void apply(ConfigFiles files) {
    try {
      JsonNode document = files.merged(reader);
      values.clear();
      List<FieldError> unresolved = placeholders.resolve(document, values);
      if (!unresolved.isEmpty()) {
        throw new InvalidInput(unresolved);
      }
      applied(configuration.apply(document, false, mandate));
    } catch (InvalidInput e) {
      failed(e.errors().size(), sentence(e.errors()));
    } catch (OwnedByOthers e) {
      failed(1, String.valueOf(e.getMessage()));
    }
  }

  private void applied(Plan plan) {
    LOG.infof(
        "Applied %s: %d created, %d updated, %d deleted, %d unchanged",
        directory,
        plan.count(Action.CREATE),
        plan.count(Action.UPDATE),
        plan.count(Action.DELETE),
        plan.unchanged());
    complaint = "";
    failedAt = null;
    errors = 0;
  }

  private void failed(int count, String sentence) {
    if (!sentence.equals(complaint)) {
      LOG.errorf("%s is not applied: %s", directory, sentence);
    }
    complaint = sentence;
    failedAt = clock.instant();
    errors = count;
  }

  private static String sentence(List<FieldError> errors) {
    String named =
        errors.stream()
            .limit(NAMED)
            .map(each -> each.pointer() + " " + each.detail())
            .collect(Collectors.joining("; "));
    return errors.size() > NAMED ? named + " (and " + (errors.size() - NAMED) + " more)" : named;
  }
}
