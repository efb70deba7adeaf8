package io.probity.alert;

import java.util.concurrent.CompletionStage;

/**
 * Sends messages. Never blocks; completes on any thread within 20 s; whatever the receiver does is
 * a {@link SendResult}, an exceptional completion is a bug of ours.
 */
public interface AlertChannel {
  /**
   * Sends one message once. Does not repeat it: when to try again is decided by who calls.
   *
   * @return an answer in the 2xx range means that the receiver has the message; no answer does not
   *     mean that it has not
   */
  CompletionStage<SendResult> send(Message message);
}
