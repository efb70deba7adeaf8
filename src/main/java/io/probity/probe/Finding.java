package io.probity.probe;

import io.probity.endpoint.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What came of one assertion, in words that are bounded and hold no credentials of the endpoint.
 *
 * @param source what it looks at, as in the configuration
 * @param subject the name of the header or the JSON path, null: the source says it all
 * @param passed null: it was not judged, since nothing came that could be or time was over
 * @param actual what was there, null: nothing was looked at
 */
public record Finding(
    String source,
    @Nullable String subject,
    Severity severity,
    String expected,
    @Nullable Boolean passed,
    @Nullable String actual) {}
