package io.probity.probe;

import java.util.List;
import java.util.Map;

/**
 * What came back.
 *
 * @param headers lower-case names, values in order of arrival
 * @param bytes length of the body as received
 * @param body the decoded body if an assertion needs it (at most {@code maxBody}), else empty
 */
public record Response(
    int status, HttpVersion version, Map<String, List<String>> headers, long bytes, byte[] body) {}
