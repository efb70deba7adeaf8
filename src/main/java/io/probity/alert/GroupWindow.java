package io.probity.alert;

/**
 * A cause of which a channel has just been told: what shares it is collected.
 *
 * @param recovery whether it collects ends of outages, else beginnings
 * @param cause key of the cause
 */
record GroupWindow(boolean recovery, String cause) {}
