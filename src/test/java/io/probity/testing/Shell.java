package io.probity.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs command lines as somebody at a terminal would, for at most 20 seconds each. */
public final class Shell {
  private Shell() {}

  /** Whether a program is installed. */
  public static boolean has(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Whether a program is installed; under CI its absence is an error. */
  public static boolean installed(String program) {
    boolean found = has(program);
    if (!found && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(program + " is not installed");
    }
    return found;
  }

  /** What a command line prints, errors included. */
  public static String run(String line, Map<String, String> variables) {
    return output(List.of("bash", "-c", line), variables, Path.of("."));
  }

  /**
   * The arguments that the first program of a command line gets from a POSIX shell. None is run.
   *
   * @param directory where it runs
   */
  public static List<String> arguments(String line, Map<String, String> variables, Path directory) {
    String program = line.substring(0, line.indexOf(' '));
    String recording =
        program
            + "() { test \"$1\" = x509 || for word; do printf '%s\\001' \"$word\" >&3; done; }; ";
    String printed =
        output(List.of("sh", "-c", "exec 3>&1; " + recording + line), variables, directory);
    List<String> words = List.of(printed.split("\1", -1));
    return words.subList(0, words.size() - 1);
  }

  private static String output(
      List<String> command, Map<String, String> variables, Path directory) {
    try {
      Path printed = Files.createTempFile("shell", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(printed.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("does not end: " + command);
      }
      String text = Files.readString(printed);
      Files.delete(printed);
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
