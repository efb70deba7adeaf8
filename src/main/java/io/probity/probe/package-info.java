/**
 * The vocabulary of one check: attempts, timings, failure classes, verdicts, and the port that
 * makes attempts.
 */
@NullMarked
package io.probity.probe;

import org.jspecify.annotations.NullMarked;
