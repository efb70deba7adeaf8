package io.probity;

import io.probity.db.ServerAddress;
import io.probity.db.StartupFailure;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration as Quarkus will see it (files, environment, system properties, profiles), read
 * before Quarkus starts.
 */
record EarlyConfig(SmallRyeConfig config) {
  private static final String URL = "quarkus.datasource.jdbc.url";
  private static final String USER = "quarkus.datasource.username";
  private static final String PASSWORD = "quarkus.datasource.password";
  private static final String API_CONNECTIONS = "quarkus.http.limits.max-connections";
  private static final String DEFAULT_PORT = "8080";

  static EarlyConfig read() {
    return new EarlyConfig(ConfigUtils.configBuilder().build());
  }

  boolean hasExternalDatabase() {
    return url().isPresent();
  }

  Optional<String> url() {
    return text(URL);
  }

  Optional<String> user() {
    return text(USER);
  }

  Optional<String> password() {
    return text(PASSWORD);
  }

  Optional<String> secretKey() {
    return text("probity.secret-key");
  }

  Optional<Path> secretKeyFile() {
    return text("probity.secret-key-file").map(Path::of);
  }

  Path dataDir() {
    return Path.of(text("probity.data-dir").orElse("data"));
  }

  String httpHost() {
    return text("quarkus.http.host").orElse("0.0.0.0");
  }

  int httpPort() {
    String port = text("quarkus.http.port").orElse(DEFAULT_PORT);
    if (!port.matches("[0-9]{1,5}")) {
      throw new StartupFailure("quarkus.http.port (QUARKUS_HTTP_PORT) is no port: " + port + ".");
    }
    return Integer.parseInt(port);
  }

  /** System properties come before all other sources, and Quarkus reads them like we do. */
  void handOver(ServerAddress address) {
    System.setProperty(URL, address.url());
    System.setProperty(USER, address.user());
    System.setProperty(PASSWORD, address.password());
    System.setProperty("probity.embedded", "true");
    System.setProperty("probity.cluster.exclusive", "true");
  }

  /** Leaves files to the rest where the process may open few. */
  void boundConnections(long openFiles) {
    config
        .getOptionalValue(API_CONNECTIONS, Integer.class)
        .ifPresent(
            configured ->
                System.setProperty(
                    API_CONNECTIONS,
                    String.valueOf(OpenFiles.apiConnections(configured, openFiles))));
  }

  private Optional<String> text(String key) {
    return config.getOptionalValue(key, String.class).filter(text -> !text.isBlank());
  }
}
