package io.probity.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a migrated database, a known admin key, loopback targets, and as
 * many requests as it likes.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {
  /** The admin key of every test instance. */
  public static final String ADMIN_KEY = "pk_test_0123456789abcdef0123456789abcdef";

  /** The key of every test instance that encrypts its secrets. */
  public static final String SECRET_KEY = "YSBrZXkgdGhhdCBvbmx5IHRlc3RzIGVuY3J5cHQgYnk=";

  @Override
  public Map<String, String> start() {
    try {
      Path data = Files.createTempDirectory("probity-test");
      return Map.of(
          "quarkus.datasource.jdbc.url",
          TestPostgres.freshUrl(),
          "quarkus.datasource.username",
          "postgres",
          "quarkus.datasource.password",
          "postgres",
          "probity.data-dir",
          data.toString(),
          "probity.admin-key",
          ADMIN_KEY,
          "probity.secret-key",
          SECRET_KEY,
          "probity.egress.allow",
          "127.0.0.0/8,::1/128",
          "probity.limits.requests-per-minute",
          "0",
          "probity.limits.anonymous-requests-per-minute",
          "0");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
