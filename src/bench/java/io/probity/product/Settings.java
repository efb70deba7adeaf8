package io.probity.product;

import io.probity.acceptance.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long and how much is measured, as the arguments say.
 *
 * @param warm before the first window, for the compilers and for connections to be made
 * @param windows of which each figure is the median
 * @param divide of the numbers of endpoints, for trying things out
 * @param jvm arguments that Probity's JVM is started with besides those of the image
 * @param steps endpoints at 1 s, by which the highest rate is looked for
 * @param sustained endpoints at 1 s that are not too many, where that is not measured
 * @param settle before memory is measured
 * @param first time for everything to have been checked once, where that takes longer
 * @param over how long there is too much to do
 * @param starts of which start-up times are the median
 * @param hold how long targets are there for others
 * @param blackbox the program {@code prometheus-blackbox-exporter}
 */
record Settings(
    Duration warm,
    Duration window,
    int windows,
    int divide,
    List<String> jvm,
    List<Integer> steps,
    int sustained,
    Duration settle,
    Duration first,
    Duration over,
    int starts,
    Duration hold,
    Path java25,
    String blackbox) {
  private static final String JVMS = "/usr/lib/jvm";

  static Settings of(Options options) {
    Settings settings =
        new Settings(
            options.seconds("warm", 60),
            options.seconds("window", 60),
            options.number("windows", 3),
            options.number("divide", 1),
            Arrays.asList(options.text("jvm", "-Xmx384m").split(",")),
            Stream.of(options.text("steps", "3000,4000,5000,6000,7000,8000").split(","))
                .map(Integer::valueOf)
                .toList(),
            options.number("sustained", 4000),
            options.seconds("settle", 120),
            options.seconds("first", 330),
            options.seconds("over", 30),
            options.number("starts", 5),
            options.seconds("hold", 3600),
            Path.of(options.text("java25", newest())),
            options.text("blackbox", "prometheus-blackbox-exporter"));
    options.refuseOthers();
    return settings;
  }

  int endpoints(int number) {
    return number / divide;
  }

  /**
   * A JDK 25 where Debian and others put theirs; a directory that is not there if there is none.
   */
  private static String newest() {
    try (Stream<Path> homes =
        Files.isDirectory(Path.of(JVMS)) ? Files.list(Path.of(JVMS)) : Stream.empty()) {
      return homes
          .filter(Settings::isJava25)
          .map(Path::toString)
          .findFirst()
          .orElse(JVMS + "/none");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJava25(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isRegularFile(release)
          && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      return false;
    }
  }
}
