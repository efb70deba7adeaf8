package io.probity.alert;

import io.probity.secret.Sealer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A delivery taken to be sent, with what is needed for it.
 *
 * @param id internal number of the delivery
 * @param attempt 1 for the first
 * @param channelConfig the channel's stored configuration, its secrets sealed
 * @param sealedKeys the signing secrets in force, newest first
 * @param eventType wire name
 * @param data JSON
 */
record Claimed(
    long id,
    int attempt,
    long channelId,
    UUID channel,
    String channelConfig,
    List<String> sealedKeys,
    UUID eventId,
    String eventType,
    Instant eventAt,
    String data) {

  /**
   * The message with its secrets opened.
   *
   * @throws IllegalStateException if a secret does not open
   */
  Message message(Sealer sealer) {
    String context = StoredChannel.secretContext(channel);
    return new Message(
        eventId,
        eventType,
        eventAt,
        data,
        StoredChannel.read(channelConfig, channel, sealer),
        signingKeys(sealer, context));
  }

  /** The newest must open; one that was replaced since it does not open is no longer needed. */
  private List<String> signingKeys(Sealer sealer, String context) {
    List<String> keys = new ArrayList<>();
    for (String sealed : sealedKeys) {
      try {
        keys.add(sealer.open(sealed, context).value());
      } catch (IllegalStateException e) {
        if (keys.isEmpty()) {
          throw e;
        }
      }
    }
    return keys;
  }
}
