package io.probity.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the fold has come.
 *
 * @param upto results before this are in blocks, or late
 * @param partition folded, but not verified and dropped yet; null: none
 * @param results how many were folded from that partition
 */
record FoldMark(Instant upto, @Nullable String partition, long results) {}
