package io.probity.history;

import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A leaf certificate that an endpoint was seen to present, and what people were told of it.
 *
 * @param endpointId internal number
 * @param leaf SHA-256 of the certificate
 * @param announced the shortest threshold that was announced, zero: its end; null: none
 * @param presented whether it is what the endpoint presents, as far as was seen
 * @param introduced whether its first appearance was dealt with
 * @param previous what the endpoint presented before it appeared, null: nothing
 */
public record Watched(
    long endpointId,
    byte[] leaf,
    X509Certificate certificate,
    @Nullable Duration announced,
    boolean presented,
    boolean introduced,
    @Nullable X509Certificate previous) {}
