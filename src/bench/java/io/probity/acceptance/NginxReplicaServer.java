package io.probity.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probity.testing.PackagedProbity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An nginx, whose access log tells who came. A target fails, with 503, while there is a file of its
 * name.
 */
final class NginxReplicaServer implements ReplicaServer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String CONFIG =
      """
      daemon off;
      worker_processes 1;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log;
      worker_rlimit_nofile 40000;
      events { worker_connections 20000; }
      http {
        log_format probe '$msec $server_addr $uri';
        access_log %1$s/probes.log probe;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        keepalive_requests 1000000;
        keepalive_timeout 1h;
        server {
          listen 0.0.0.0:%2$d backlog=4096;
          location / {
            if (-f %1$s/failing$uri) { return 503; }
            return 200 'up';
          }
        }
      }
      """;

  private final int port = PackagedProbity.freePort();
  private final Path home;
  private final Process process;
  private final RandomAccessFile log;
  private final Arrivals arrivals;

  NginxReplicaServer(Arrivals arrivals) {
    this.arrivals = arrivals;
    try {
      home = Files.createTempDirectory("probity-nginx");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectory(home.resolve("failing"));
      Path config = home.resolve("nginx.conf");
      Files.writeString(config, CONFIG.formatted(home, port));
      process =
          new ProcessBuilder("nginx", "-p", home.toString(), "-c", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("output").toFile())
              .start();
      Polling.until(PATIENCE, this::listens);
      log = new RandomAccessFile(home.resolve("probes.log").toFile(), "r");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void fail(List<Integer> endpoints) {
    for (int each : endpoints) {
      mark(each, true);
    }
  }

  @Override
  public void heal(List<Integer> endpoints) {
    for (int each : endpoints) {
      mark(each, false);
    }
  }

  private void mark(int endpoint, boolean failing) {
    Path file = home.resolve("failing").resolve(String.valueOf(endpoint));
    try {
      if (failing) {
        Files.createFile(file);
      } else {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log is not buffered; a line that is not whole yet is left for the next time. */
  @Override
  public synchronized void writeDown() {
    try {
      byte[] more = new byte[Math.toIntExact(log.length() - log.getFilePointer())];
      long from = log.getFilePointer();
      log.readFully(more);
      String lines = new String(more, UTF_8);
      int whole = lines.lastIndexOf('\n') + 1;
      log.seek(from + whole);
      lines.substring(0, whole).lines().forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code 1763862000.123 127.51.0.2 /17}. */
  private void add(String line) {
    String[] words = line.split(" ");
    Instant at = Instant.ofEpochMilli(Long.parseLong(words[0].replace(".", "")));
    int replica = Integer.parseInt(words[1].substring(words[1].lastIndexOf('.') + 1)) - 1;
    arrivals.addAt(at, Integer.parseInt(words[2].substring(1)), replica);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      log.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
