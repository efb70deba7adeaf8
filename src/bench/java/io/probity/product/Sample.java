package io.probity.product;

import java.io.IOException;
import java.time.Duration;

/** What had been used and done by a moment. */
record Sample(
    long nanos, Duration jvm, Duration postgres, Duration target, double checks, double skipped) {
  /** Now. */
  static Sample of(Product product, Targets targets) throws IOException {
    double checks = product.metric("probity_checks_total");
    double skipped = product.metric("probity_checks_skipped_total");
    return new Sample(
        System.nanoTime(),
        product.jvm().cpu(),
        product.postgres().cpu(),
        targets.processes().cpu(),
        checks,
        skipped);
  }

  double seconds(Sample since) {
    return (nanos - since.nanos) / 1e9;
  }

  double perSecond(Sample since) {
    return (checks - since.checks) / seconds(since);
  }

  /** CPU microseconds of the JVM for each check. */
  double jvmMicros(Sample since) {
    return micros(jvm.minus(since.jvm), since);
  }

  double postgresMicros(Sample since) {
    return micros(postgres.minus(since.postgres), since);
  }

  double targetMicros(Sample since) {
    return micros(target.minus(since.target), since);
  }

  private double micros(Duration spent, Sample since) {
    return spent.toNanos() / 1e3 / Math.max(1, checks - since.checks);
  }
}
