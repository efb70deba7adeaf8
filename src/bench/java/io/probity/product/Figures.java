package io.probity.product;

import io.probity.product.ProcessTree.Memory;
import java.util.Comparator;
import java.util.List;

/**
 * What a load of endpoints took.
 *
 * @param windows one after the other
 * @param stored of a whole number of intervals
 * @param planned checks within them; 0 where what was measured was shorter than an interval
 * @param skipped checks that the product says it skipped
 */
record Figures(
    String name,
    Load load,
    List<Window> windows,
    Stored stored,
    long planned,
    double skipped,
    Memory jvm,
    Memory postgres) {
  private static final double KIB_PER_MIB = 1024;

  /** CPU microseconds for each check. */
  record Window(double perSecond, double jvm, double postgres, double target) {
    static Window between(Sample from, Sample to) {
      return new Window(
          to.perSecond(from), to.jvmMicros(from), to.postgresMicros(from), to.targetMicros(from));
    }

    double all() {
      return jvm + postgres;
    }

    double ratio() {
      return all() / target;
    }
  }

  /** The window whose CPU time is the median. */
  Window median() {
    return sorted().get(windows.size() / 2);
  }

  private List<Window> sorted() {
    return windows.stream().sorted(Comparator.comparingDouble(Window::all)).toList();
  }

  /** Whether every planned check was made in time and stored. */
  boolean isComplete() {
    return skipped == 0 && (planned == 0 || stored.results() == planned);
  }

  /** A row of {@link Report}'s first table. */
  String row(Goal goal) {
    Window median = median();
    return "| %s | %s | %,.0f | **%.0f** = %.0f + %.0f [%.0f..%.0f] | %s | %.1f | **%.1f** | %s | %s | %.0f | %s | %d | %.0f + %.0f (%.0f + %.0f) |"
        .formatted(
            name,
            load,
            median.perSecond(),
            median.all(),
            median.jvm(),
            median.postgres(),
            sorted().get(0).all(),
            sorted().get(windows.size() - 1).all(),
            goal.microsText(),
            median.target(),
            median.ratio(),
            goal.ratioText(),
            stored.lag(),
            skipped,
            planned == 0 ? "–" : "%,d of %,d".formatted(stored.results(), planned),
            stored.unwell(),
            jvm.pss() / KIB_PER_MIB,
            postgres.pss() / KIB_PER_MIB,
            jvm.rss() / KIB_PER_MIB,
            postgres.rss() / KIB_PER_MIB);
  }

  /** Of JVM and PostgreSQL together, MiB. */
  double pss() {
    return jvm.plus(postgres).pss() / KIB_PER_MIB;
  }
}
