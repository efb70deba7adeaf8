package io.probity.alert;

import java.time.Duration;

/**
 * What waits in the outbox.
 *
 * @param pending deliveries that are neither done nor given up
 * @param oldestDue how long the one that could have been sent for longest has waited; zero: none
 */
record Backlog(long pending, Duration oldestDue) {}
