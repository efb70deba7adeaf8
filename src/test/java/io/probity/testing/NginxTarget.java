package io.probity.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx on loopback that serves one HTTPS port the way a test wants it. */
public final class NginxTarget implements AutoCloseable {
  private final Path home;
  private final String address;
  private final int port;
  private Process process;
  private String tls = "";
  private String location = "return 200 '{\"status\": \"UP\"}';";

  private NginxTarget(Path home, String address, int port) {
    this.home = home;
    this.address = address;
    this.port = port;
  }

  /** Whether an nginx is installed; under CI its absence is an error. */
  public static boolean installed() {
    boolean found =
        Files.isExecutable(Path.of("/usr/sbin/nginx"))
            || Files.isExecutable(Path.of("/usr/bin/nginx"));
    if (!found && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("nginx is not installed");
    }
    return found;
  }

  /** Prepares one on a free port of a loopback address such as 127.0.9.1; it does not run yet. */
  public static NginxTarget on(String address) {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      Path home = Files.createTempDirectory("probity-nginx");
      Files.createDirectories(home.resolve("logs"));
      return new NginxTarget(home, address, free.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The processes that do its work. */
  public Stream<ProcessHandle> workers() {
    return process.children();
  }

  /** What it presents from the next start or reload on. */
  public NginxTarget presenting(String chainPem, String keyPem) {
    try {
      int number = Math.abs(chainPem.hashCode());
      Path chain = home.resolve("chain" + number + ".pem");
      Path key = home.resolve("key" + number + ".pem");
      Files.writeString(chain, chainPem);
      Files.writeString(key, keyPem);
      tls = "ssl_certificate " + chain + "; ssl_certificate_key " + key + ";";
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directives of its only location from the next start or reload on. */
  public NginxTarget answering(String directives) {
    location = directives;
    return this;
  }

  /** Starts it and waits until it listens. */
  public void start() {
    write();
    try {
      process =
          new ProcessBuilder(
                  "nginx", "-p", home.toString(), "-c", home.resolve("nginx.conf").toString())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("out.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(this::listens);
  }

  /** Puts the present certificate and directives into force without closing the port. */
  public void reload() {
    write();
    signal("HUP");
  }

  /** Stops it at once and waits until it is gone. */
  public void stop() {
    if (process != null && process.isAlive()) {
      signal("TERM");
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void write() {
    String config =
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/logs/error.log;
        worker_rlimit_nofile 40000;
        events { worker_connections 20000; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          keepalive_requests 100000;
          default_type application/json;
          server {
            listen %2$s:%3$d ssl backlog=4096;
            ssl_protocols TLSv1.2 TLSv1.3;
            %4$s
            location / { %5$s }
          }
        }
        """
            .formatted(home, address, port, tls, location);
    try {
      Files.write(home.resolve("nginx.conf"), config.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
