package io.probity.jmh;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures the pieces that every check, result or page goes through, each by itself, and prints one
 * line of a Markdown table per piece. The arguments are JMH's: part of a name picks some of them,
 * {@code -f 3 -i 10} measures longer.
 */
public final class MicroBench {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private MicroBench() {}

  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(args);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .jvmArgsAppend("-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
            .forks(given.getForkCount().orElse(1))
            .warmupIterations(given.getWarmupIterations().orElse(3))
            .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
            .measurementIterations(given.getMeasurementIterations().orElse(5))
            .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class);
    if (given.getIncludes().isEmpty()) {
      options.include("io\\.probity\\..*MicroBench");
    }
    print(new Runner(options.build()).run());
  }

  private static void print(Collection<RunResult> results) {
    System.out.println("| piece | CPU time: median [least..most] | bytes allocated |");
    System.out.println("|---|---|---|");
    for (RunResult each : results) {
      Statistics cpu = each.getSecondaryResults().get(CpuProfiler.CPU).getStatistics();
      System.out.printf(
          Locale.ROOT,
          "| %s | %s [%s..%s] | %,.0f |%n",
          name(each.getParams().getBenchmark()),
          inWords(cpu.getPercentile(50)),
          inWords(cpu.getMin()),
          inWords(cpu.getMax()),
          each.getSecondaryResults().get(ALLOCATED).getScore());
    }
  }

  /** {@code a.b.SketchMicroBench.mergeAnHour} becomes "sketch: merge an hour". */
  private static String name(String benchmark) {
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    String owner = benchmark.substring(0, benchmark.length() - method.length() - 1);
    String piece =
        owner.substring(owner.lastIndexOf('.') + 1).replace(MicroBench.class.getSimpleName(), "");
    return words(piece) + ": " + words(method);
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("(?<=.)([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String inWords(double nanos) {
    return nanos < 1_000
        ? String.format(Locale.ROOT, "%.1f ns", nanos)
        : nanos < 1_000_000
            ? String.format(Locale.ROOT, "%.2f µs", nanos / 1_000)
            : String.format(Locale.ROOT, "%.2f ms", nanos / 1_000_000);
  }
}
