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
  private ChannelMandates() {}

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
    if (!reach.isUnbounded() && spec.events().contains(EventType.CHANNEL_DEAD)) {
      errors.add(
          new FieldError(
              "/events", "Must not hold channel.dead: this key is restricted to labels."));
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
