package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;

/** What a number may be: one that a double comes near to and that the store can hold exactly. */
final class Numbers {
  static final String EXPECTED =
      "Must hold no number beyond 1.7e308 or with more than 400 decimals.";
  private static final int MAX_DECIMALS = 400;

  private Numbers() {}

  /** Whether every number in a JSON value can be kept and compared as it was written. */
  static boolean areStorable(JsonNode value) {
    if (value.isNumber()) {
      return Double.isFinite(value.doubleValue())
          && (!value.isBigDecimal() || value.decimalValue().scale() <= MAX_DECIMALS);
    }
    for (JsonNode child : value) {
      if (!areStorable(child)) {
        return false;
      }
    }
    return true;
  }
}
