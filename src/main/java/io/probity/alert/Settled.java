package io.probity.alert;

import java.util.Optional;

/**
 * A sending that is over.
 *
 * @param result empty: nothing was sent, the receiver's breaker is open
 */
record Settled(Claimed claimed, Optional<SendResult> result) {}
