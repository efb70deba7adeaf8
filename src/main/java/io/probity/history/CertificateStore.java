package io.probity.history;

import io.probity.db.Db;
import io.probity.db.Tx;
import io.probity.probe.Failure;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables {@code certificate} and {@code certificate_watch}. */
@Singleton
final class CertificateStore {
  /** Servers behind one name may present different chains in turn: no more rows than this. */
  private static final int ROWS_PER_HOUR = 12;

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private final Db db;

  CertificateStore(Db db) {
    this.db = db;
  }

  /** A sighting with what identifies chain and verdict. */
  record Fingerprinted(long endpointId, byte[] fingerprint, Sighting sighting) {}

  private static final String INSERT =
      """
      WITH added AS (
        INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after, problem,
          at_fault, detail, tls_version, cipher, address)
        SELECT ?, ?, ?, ?, ?, ?, ?::smallint, ?, ?, ?, ?::text::inet
        WHERE (SELECT c.fingerprint FROM certificate c WHERE c.endpoint_id = ?
               ORDER BY c.observed_at DESC LIMIT 1) IS DISTINCT FROM ?
          AND (SELECT count(*) FROM certificate c WHERE c.endpoint_id = ? AND c.observed_at > ?) < ?
        ON CONFLICT DO NOTHING
        RETURNING endpoint_id, chain[1] AS leaf, observed_at)
      INSERT INTO certificate_watch AS w
        (endpoint_id, leaf, certificate, first_seen_at, next_at)
      SELECT endpoint_id, sha256(leaf), leaf, observed_at, observed_at FROM added
      ON CONFLICT (endpoint_id, leaf)
      DO UPDATE SET next_at = least(w.next_at, excluded.next_at)
      """;

  private static final String LAST =
      """
      SELECT e.id, c.fingerprint FROM unnest(?::bigint[]) AS e (id)
      CROSS JOIN LATERAL (
        SELECT fingerprint FROM certificate WHERE endpoint_id = e.id
        ORDER BY observed_at DESC LIMIT 1) c
      """;

  /**
   * Writes those that differ from the newest row of their endpoint, and has their leaves looked at
   * anew. Mostly none does, so that is found out for all of them before a chain is sent.
   *
   * @param seen at most one of each endpoint
   */
  void addChanges(List<Fingerprinted> seen) {
    db.run(
        tx -> {
          Map<Long, byte[]> last = last(tx, seen);
          List<Object[]> rows =
              seen.stream()
                  .filter(each -> !Arrays.equals(each.fingerprint(), last.get(each.endpointId())))
                  .map(CertificateStore::arguments)
                  .toList();
          if (!rows.isEmpty()) {
            tx.batch(INSERT, rows);
          }
        });
  }

  /** The fingerprints of the newest rows of those endpoints that have any. */
  private static Map<Long, byte[]> last(Tx tx, List<Fingerprinted> seen) {
    long[] endpoints = seen.stream().mapToLong(Fingerprinted::endpointId).toArray();
    return tx
        .list(LAST, row -> Map.entry(row.getLong(1), row.getBytes(2)), (Object) endpoints)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static @Nullable Object[] arguments(Fingerprinted seen) {
    Sighting sighting = seen.sighting();
    return new @Nullable Object[] {
      seen.endpointId(),
      sighting.observedAt(),
      seen.fingerprint(),
      encoded(sighting.chain()),
      sighting.chain().get(0).getNotAfter().toInstant(),
      sighting.problem() == null ? null : sighting.problem().wireName(),
      sighting.atFault(),
      sighting.detail(),
      sighting.tlsVersion(),
      sighting.cipher(),
      AddressLiteral.canonical(sighting.address()),
      seen.endpointId(),
      seen.fingerprint(),
      seen.endpointId(),
      sighting.observedAt().minus(Duration.ofHours(1)),
      ROWS_PER_HOUR
    };
  }

  static byte[][] encoded(List<X509Certificate> chain) {
    try {
      byte[][] encoded = new byte[chain.size()][];
      for (int i = 0; i < encoded.length; i++) {
        encoded[i] = chain.get(i).getEncoded();
      }
      return encoded;
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a certificate that cannot be encoded", e);
    }
  }

  private static final String NEWEST =
      """
      SELECT observed_at, chain, problem, at_fault, detail, tls_version, cipher,
        host(address) AS address
      FROM certificate WHERE endpoint_id = ? AND observed_at < ?
      ORDER BY observed_at DESC LIMIT ? OFFSET ?
      """;

  /**
   * The newest rows, newest first, leaving out the first few.
   *
   * @param before only rows before this instant, null: any
   */
  List<Sighting> newest(long endpointId, @Nullable Instant before, int limit, int leaveOut) {
    Instant bound = before == null ? FAR : before;
    return db.list(NEWEST, CertificateStore::row, endpointId, bound, limit, leaveOut);
  }

  private static Sighting row(ResultSet row) throws SQLException {
    int atFault = row.getInt("at_fault");
    boolean noneAtFault = row.wasNull();
    Failure problem = problem(row);
    return new Sighting(
        row.getObject("observed_at", OffsetDateTime.class).toInstant(),
        decoded((byte[][]) row.getArray("chain").getArray()),
        problem == null ? null : problem.cls(),
        noneAtFault ? null : atFault,
        problem == null ? null : problem.detail(),
        row.getString("tls_version"),
        row.getString("cipher"),
        row.getString("address"));
  }

  private static @Nullable Failure problem(ResultSet row) throws SQLException {
    String cls = row.getString("problem");
    String detail = row.getString("detail");
    return cls == null ? null : Failure.stored(cls, detail == null ? "" : detail, Map.of());
  }

  private static List<X509Certificate> decoded(byte[][] chain) {
    List<X509Certificate> decoded = new ArrayList<>();
    for (byte[] der : chain) {
      decoded.add(decoded(der));
    }
    return decoded;
  }

  private static X509Certificate decoded(byte[] der) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalStateException("a stored certificate cannot be read", e);
    }
  }

  private static final String DUE =
      """
      SELECT w.endpoint_id, w.leaf, w.certificate, w.introduced, w.announced_s,
        w.certificate = (
          SELECT c.chain[1] FROM certificate c WHERE c.endpoint_id = w.endpoint_id
          ORDER BY c.observed_at DESC LIMIT 1) AS presented,
        (SELECT c.chain[1] FROM certificate c
         WHERE c.endpoint_id = w.endpoint_id AND c.observed_at < w.first_seen_at
         ORDER BY c.observed_at DESC LIMIT 1) AS previous
      FROM certificate_watch w JOIN endpoint e ON e.id = w.endpoint_id
      LEFT JOIN health h ON h.endpoint_id = w.endpoint_id
      WHERE w.next_at <= ? AND e.deleted_at IS NULL AND NOT (e.config ->> 'paused')::boolean
        AND h.maintenance_since IS NULL
      ORDER BY w.next_at LIMIT ?
      FOR UPDATE OF w SKIP LOCKED
      """;

  /** Leaves to look at, of endpoints neither deleted nor paused nor in maintenance; locked. */
  static List<Watched> due(Tx tx, Instant now, int limit) {
    return tx.list(DUE, CertificateStore::watched, now, limit);
  }

  private static Watched watched(ResultSet row) throws SQLException {
    byte[] previous = row.getBytes("previous");
    Long announced = row.getObject("announced_s", Long.class);
    return new Watched(
        row.getLong("endpoint_id"),
        row.getBytes("leaf"),
        decoded(row.getBytes("certificate")),
        announced == null ? null : Duration.ofSeconds(announced),
        row.getBoolean("presented"),
        row.getBoolean("introduced"),
        previous == null ? null : decoded(previous));
  }

  /**
   * Notes that a leaf was looked at and all there was to say of it was announced.
   *
   * @param announced the shortest threshold announced so far, null: none
   * @param nextAt when to look again, null: once it is presented again
   */
  static void noteLooked(
      Tx tx, Watched watched, @Nullable Duration announced, @Nullable Instant nextAt) {
    tx.update(
        """
        UPDATE certificate_watch SET introduced = true, announced_s = ?::bigint, next_at = ?
        WHERE endpoint_id = ? AND leaf = ?
        """,
        announced == null ? null : announced.toSeconds(),
        nextAt,
        watched.endpointId(),
        watched.leaf());
  }

  /** Sets when a leaf is looked at again, and nothing else. */
  static void putOff(Tx tx, Watched watched, Instant nextAt) {
    tx.update(
        "UPDATE certificate_watch SET next_at = ? WHERE endpoint_id = ? AND leaf = ?",
        nextAt,
        watched.endpointId(),
        watched.leaf());
  }

  /** Forgets the leaves of deleted endpoints among those that are due. */
  static void forgetDeleted(Tx tx, Instant now) {
    tx.update(
        """
        DELETE FROM certificate_watch WHERE endpoint_id IN (
          SELECT w.endpoint_id FROM certificate_watch w JOIN endpoint e ON e.id = w.endpoint_id
          WHERE w.next_at <= ? AND e.deleted_at IS NOT NULL)
        """,
        now);
  }
}
