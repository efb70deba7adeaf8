package io.probity.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged program, run as a process of its own on a port of its own. The jar is the one that
 * system property {@code probity.jar} names.
 */
public final class PackagedProbity implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final String host;
  private final int port;
  private final Path output;
  private final Path dataDir;

  private PackagedProbity(Process process, String host, int port, Path output, Path dataDir) {
    this.process = process;
    this.host = host;
    this.port = port;
    this.output = output;
    this.dataDir = dataDir;
  }

  /** How to run it. */
  public static final class Builder {
    private final Path dataDir;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<String> prefix = new ArrayList<>();
    private Path java = Path.of(System.getProperty("java.home"));
    private String host = "127.0.0.1";
    private int port = freePort();
    private String jar = System.getProperty("probity.jar", "target/quarkus-app/quarkus-run.jar");

    private Builder(Path dataDir) {
      this.dataDir = dataDir;
    }

    /** Sets an environment variable, such as {@code PROBITY_ADMIN_KEY}. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Adds an argument of the JVM, such as {@code -Dprobity.probe.min-interval=200ms}. */
    public Builder jvm(String argument) {
      jvmArguments.add(argument);
      return this;
    }

    /** Runs it on the JDK in this directory instead of our own. */
    public Builder java(Path home) {
      java = home;
      return this;
    }

    /** Puts words before the command, such as {@code setpriv --reuid=65534}. */
    public Builder prefix(String... words) {
      prefix.addAll(List.of(words));
      return this;
    }

    /** Listens on this port instead of a free one. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** Listens on this address instead of 127.0.0.1. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** Runs this jar, such as one of another release, instead of the one under test. */
    public Builder jar(Path file) {
      jar = file.toString();
      return this;
    }

    /** Starts the process and returns at once. */
    public PackagedProbity start() {
      List<String> command = new ArrayList<>(prefix);
      command.add(java.resolve("bin/java").toString());
      command.add("-XX:TieredStopAtLevel=1");
      command.add("-Xmx512m");
      command.addAll(jvmArguments);
      command.add("-jar");
      command.add(jar);
      try {
        Path output = Files.createTempFile("probity-output", ".log");
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder
            .environment()
            .keySet()
            .removeIf(name -> name.startsWith("PROBITY_") || name.startsWith("QUARKUS_"));
        builder.environment().put("PROBITY_DATA_DIR", dataDir.toString());
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        builder.environment().put("QUARKUS_HTTP_HOST", host);
        builder.environment().putAll(environment);
        return new PackagedProbity(builder.start(), host, port, output, dataDir);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A run over the given data directory, which need not exist. */
  public static Builder in(Path dataDir) {
    return new Builder(dataDir);
  }

  /** A port nobody listens on just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until {@code /q/health/ready} says UP; fails with the output if the process ends. */
  public PackagedProbity awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("Probity ended: " + output());
              }
            })
        .until(this::isReady);
    return this;
  }

  /** Whether it is ready now. */
  public boolean isReady() {
    try {
      return get("/q/health/ready", "").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** A GET with the key given, or without one if it is empty. */
  public HttpResponse<String> get(String path, String key) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return send(request.build());
  }

  /** Sends any request. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The address of a path of this instance. */
  public URI uri(String path) {
    return URI.create("http://" + host + ":" + port + path);
  }

  /** The admin key it generated. */
  public String adminKey() {
    try {
      return Files.readString(dataDir.resolve("admin.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and returns the exit code. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("Probity did not end: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end (SIGTERM) and waits for that. */
  public int stop() {
    process.destroy();
    return awaitEnd();
  }

  /** Kills it without warning (SIGKILL); an embedded database goes on running. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
