package io.probity;

import io.probity.db.ExternalPostgres;
import io.probity.db.StartupFailure;
import io.quarkus.runtime.LaunchMode;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** What can be known to fail before anything is started. */
final class Preflight {
  private Preflight() {}

  /**
   * Checks the port of the API, the secret key and the external database, where there is one.
   *
   * @throws StartupFailure for the first thing that is wrong
   */
  static void check(EarlyConfig config) {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      checkPort(config.httpHost(), config.httpPort());
    }
    config.url().ifPresent(url -> checkExternal(config, url));
  }

  private static void checkExternal(EarlyConfig config, String url) {
    if (ConfiguredKeys.current(config.secretKey(), config.secretKeyFile()).isEmpty()) {
      throw new StartupFailure(ConfiguredKeys.missing());
    }
    ExternalPostgres.check(url, config.user(), config.password());
  }

  private static void checkPort(String host, int port) {
    if (port == 0) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartupFailure(
          "The host to listen on, " + host + " (quarkus.http.host), cannot be resolved.");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
    } catch (BindException e) {
      throw new StartupFailure(busy(host, port, String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new StartupFailure(
          "Cannot listen on " + host + ":" + port + ": " + e.getMessage() + ".", e);
    }
  }

  /** The sentence for a port that cannot be had. */
  static String busy(String host, int port, String reason) {
    return "Cannot listen on "
        + host
        + ":"
        + port
        + " (quarkus.http.port, QUARKUS_HTTP_PORT): "
        + (reason.contains("in use") ? "another process uses this port" : reason)
        + ".";
  }
}
