package io.probity.alert.webhook;

import io.probity.alert.Message;

/** A form that bodies may have. Pure and thread-safe; the same bytes on every repeat. */
@FunctionalInterface
interface Format {
  /**
   * The body of a message.
   *
   * @throws UnfitTemplate if a template of the channel's does not come to an end
   */
  Body of(Message message);
}
