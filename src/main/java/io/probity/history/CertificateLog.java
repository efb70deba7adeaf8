package io.probity.history;

import io.probity.db.DbException;
import io.probity.history.CertificateStore.Fingerprinted;
import io.probity.probe.Attempt;
import io.probity.probe.Check;
import io.probity.probe.FailureClass;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which certificate chains endpoints present: a row per change of chain or verdict, not
 * per check. Sightings are taken on any thread and written by {@link #tick}; while the database is
 * away the last one of each endpoint waits.
 */
@Singleton
public final class CertificateLog {
  private static final Logger LOG = Logger.getLogger(CertificateLog.class);
  private static final int MAX_WAITING = 20_000;
  private static final int MAX_KNOWN = 100_000;
  private static final int BATCH = 200;

  /** Another replica may have written a newer row meanwhile: after this the database is asked. */
  private static final Duration TRUSTED = Duration.ofMinutes(10);

  private final CertificateStore store;
  private final Map<Long, Sighting> waiting = new ConcurrentHashMap<>();
  private final Map<Long, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
          return size() > MAX_KNOWN;
        }
      };
  private boolean away;

  private record Known(byte[] fingerprint, Instant at) {}

  @Inject
  CertificateLog(CertificateStore store) {
    this.store = store;
  }

  /** Notes what the deciding attempt of a check was shown; never blocks. */
  void observe(Check check) {
    Attempt deciding = check.deciding();
    // A reused connection shows nothing new: its chain was noted when it was opened.
    if (deciding.reused()) {
      return;
    }
    Sighting sighting = Sighting.of(check.at(), deciding).orElse(null);
    if (sighting != null
        && (waiting.size() < MAX_WAITING || waiting.containsKey(check.endpointId()))) {
      waiting.put(check.endpointId(), sighting);
    }
  }

  /** Writes the changes among what was noted. Blocks; a later call repeats what failed. */
  synchronized void tick() {
    try {
      List<Fingerprinted> changed = new ArrayList<>();
      waiting.forEach((endpointId, sighting) -> changed.addAll(changes(endpointId, sighting)));
      for (int from = 0; from < changed.size(); from += BATCH) {
        write(changed.subList(from, Math.min(changed.size(), from + BATCH)));
      }
      away = false;
    } catch (DbException e) {
      if (!away) {
        away = true;
        LOG.warnf("certificates cannot be written and wait: %s", e.getMessage());
      }
    }
  }

  private List<Fingerprinted> changes(long endpointId, Sighting sighting) {
    byte[] fingerprint = fingerprint(sighting);
    Known last = known.get(endpointId);
    if (last != null
        && Arrays.equals(last.fingerprint(), fingerprint)
        && sighting.observedAt().isBefore(last.at().plus(TRUSTED))) {
      waiting.remove(endpointId, sighting);
      return List.of();
    }
    return List.of(new Fingerprinted(endpointId, fingerprint, sighting));
  }

  private void write(List<Fingerprinted> changed) {
    try {
      store.addChanges(changed);
    } catch (DbException e) {
      if (!Trouble.withRows(e)) {
        throw e;
      }
      LOG.errorf(e, "%d certificate chains cannot be stored", changed.size());
    }
    for (Fingerprinted each : changed) {
      known.put(each.endpointId(), new Known(each.fingerprint(), each.sighting().observedAt()));
      waiting.remove(each.endpointId(), each.sighting());
    }
  }

  private static byte[] fingerprint(Sighting sighting) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] der : CertificateStore.encoded(sighting.chain())) {
        digest.update(der);
      }
      FailureClass problem = sighting.problem();
      return digest.digest(
          (problem == null ? "" : problem.wireName()).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What an endpoint presents as far as was seen. Blocks. */
  public Optional<Sighting> current(long endpointId) {
    return store.newest(endpointId, null, 1, 0).stream().findFirst();
  }

  /**
   * What it presented before that, newest first. Blocks.
   *
   * @param before only chains first seen before this instant, null: from the newest on
   */
  public List<Sighting> past(long endpointId, @Nullable Instant before, int limit) {
    return store.newest(endpointId, before, limit, before == null ? 1 : 0);
  }
}
