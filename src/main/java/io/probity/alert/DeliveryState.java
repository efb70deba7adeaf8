package io.probity.alert;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a delivery stands. Stored by number, never changed. */
public enum DeliveryState {
  /** Not accepted yet; will be tried again. */
  PENDING(0),
  /** The receiver answered 2xx. */
  DELIVERED(1),
  /** Given up, or its channel is gone; can be asked for again. */
  DEAD(2);

  private final int number;

  DeliveryState(int number) {
    this.number = number;
  }

  /** The number it is stored under. */
  public int number() {
    return number;
  }

  /** The name used in answers. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The state stored under a number; one of a newer version counts as pending, since nothing says
   * that it was delivered or given up. Nobody claims it on that ground.
   */
  public static DeliveryState ofNumber(int number) {
    for (DeliveryState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    return PENDING;
  }

  /** The state of a wire name, if there is one. */
  public static Optional<DeliveryState> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(state -> state.wireName().equals(wireName)).findFirst();
  }
}
