package io.probity.product;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs beside us until it is closed. */
final class Child implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts it; what it prints goes to the file. */
  static Child start(Path output, List<String> command) throws IOException {
    return new Child(
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /** A main class of this class path. */
  static Child java(Path output, String main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx768m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main);
    command.addAll(arguments);
    return start(output, command);
  }

  ProcessTree tree() {
    return ProcessTree.under(process.pid());
  }

  /** Waits for its end; its exit code. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it and what it has started to end; insists after a while. */
  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = process.children().toList();
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroy);
  }
}
