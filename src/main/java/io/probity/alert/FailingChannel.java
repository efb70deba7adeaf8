package io.probity.alert;

import java.util.UUID;

/**
 * A channel whose messages are given up.
 *
 * @param channel public id
 * @param dead how many were
 */
public record FailingChannel(UUID channel, String name, int dead) {}
