package io.probity.product;

/** What a check may cost: CPU microseconds, and as a multiple of the server's; 0: no such goal. */
record Goal(double micros, double ratio) {
  static final Goal NONE = new Goal(0, 0);

  String microsText() {
    return micros == 0 ? "–" : "%.0f".formatted(micros);
  }

  String ratioText() {
    return ratio == 0 ? "–" : "%.1f".formatted(ratio);
  }
}
