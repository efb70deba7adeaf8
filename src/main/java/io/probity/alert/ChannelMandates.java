package io.probity.alert;

import io.probity.db.Mandate;
import io.probity.db.Reach;
import io.probity.db.Tx;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What those who change channels may do, and what is noted of it. */
final class ChannelMandates {
  /** What is said to whoever asks for what {@link #hearsOfOthers}. */
  static final String NOT_OF_OTHERS =
      "Must not hold channel.dead: this key is restricted to labels.";

  private ChannelMandates() {}

  /** Whether a channel would name other people's channels to somebody restricted to labels. */
  static boolean hearsOfOthers(ChannelSpec spec, Reach reach) {
    return !reach.isUnbounded() && spec.events().contains(EventType.CHANNEL_DEAD);
  }

  /**
   * Throws {@link InvalidInput} for a channel out of reach: whoever is restricted to labels makes
   * channels for these only. {@code channel.dead} is not for them: it names other people's
   * channels.
   */
  static void demand(ChannelSpec spec, Reach reach) {
    List<FieldError> errors = new ArrayList<>();
    if (!reach.covers(spec.labels())) {
      errors.add(new FieldError("/match/labels", reach.demand()));
    }
    if (hearsOfOthers(spec, reach)) {
      errors.add(new FieldError("/events", NOT_OF_OTHERS));
    }
    if (!errors.isEmpty()) {
      throw new InvalidInput(errors);
    }
  }

  /** Notes a change in the trail; null: it was not there before, or is no more. */
  static void note(
      Tx tx,
      Channel channel,
      @Nullable ChannelSpec before,
      @Nullable ChannelSpec after,
      Mandate mandate) {
    mandate
        .trail()
        .note(
            tx,
            "channel",
            channel.publicId(),
            before == null ? null : ChannelSnapshots.of(before),
            after == null ? null : ChannelSnapshots.of(after));
  }
}
