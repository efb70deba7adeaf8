package io.probity.history;

import io.probity.db.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the certificates that endpoints present have to be looked at, and what was announced of
 * them. {@link CertificateLog} puts them there. Every method blocks and runs in the caller's
 * transaction.
 */
@Singleton
public final class CertificateWatch {
  /**
   * Certificates to look at now, locked until the end of the transaction; those that somebody else
   * holds are left out, and so are those of paused endpoints until they are resumed.
   */
  public List<Watched> due(Tx tx, Instant now, int limit) {
    CertificateStore.forgetDeleted(tx, now);
    return CertificateStore.due(tx, now, limit);
  }

  /**
   * Notes that all there was to say of a certificate is in the outbox.
   *
   * @param announced the shortest threshold announced so far, zero: its end; null: none
   * @param nextAt when to look at it again, null: once it is presented again
   */
  public void looked(
      Tx tx, Watched watched, @Nullable Duration announced, @Nullable Instant nextAt) {
    CertificateStore.noteLooked(tx, watched, announced, nextAt);
  }

  /** Looks at a certificate again at an instant, as if it had not been looked at now. */
  public void putOff(Tx tx, Watched watched, Instant nextAt) {
    CertificateStore.putOff(tx, watched, nextAt);
  }
}
