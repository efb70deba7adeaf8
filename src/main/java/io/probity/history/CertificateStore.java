package io.probity.history;

import io.probity.db.Db;
import io.probity.probe.FailureClass;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code certificate}. */
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
      INSERT INTO certificate (endpoint_id, observed_at, fingerprint, chain, not_after, problem,
        at_fault, detail, tls_version, cipher, address)
      SELECT ?, ?, ?, ?, ?, ?, ?::smallint, ?, ?, ?, ?::text::inet
      WHERE (SELECT c.fingerprint FROM certificate c WHERE c.endpoint_id = ?
             ORDER BY c.observed_at DESC LIMIT 1) IS DISTINCT FROM ?
        AND (SELECT count(*) FROM certificate c WHERE c.endpoint_id = ? AND c.observed_at > ?) < ?
      ON CONFLICT DO NOTHING
      """;

  /** Writes those that differ from the newest row of their endpoint, in order. */
  void addChanges(List<Fingerprinted> seen) {
    List<Object[]> rows = seen.stream().map(CertificateStore::arguments).toList();
    db.run(tx -> tx.batch(INSERT, rows));
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
    String problem = row.getString("problem");
    return new Sighting(
        row.getObject("observed_at", OffsetDateTime.class).toInstant(),
        decoded((byte[][]) row.getArray("chain").getArray()),
        problem == null ? null : FailureClass.ofWireName(problem).orElseThrow(),
        noneAtFault ? null : atFault,
        row.getString("detail"),
        row.getString("tls_version"),
        row.getString("cipher"),
        row.getString("address"));
  }

  private static List<X509Certificate> decoded(byte[][] chain) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> decoded = new ArrayList<>();
      for (byte[] der : chain) {
        decoded.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      return decoded;
    } catch (CertificateException e) {
      throw new IllegalStateException("a stored certificate cannot be read", e);
    }
  }
}
