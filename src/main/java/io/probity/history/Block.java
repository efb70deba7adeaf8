package io.probity.history;

import java.time.Instant;

/**
 * A row of {@code result_block}. Blocks with the same endpoint and {@code at} are the parts of one
 * cell; each result of the cell lies at or after its {@code at} and before that of the next.
 *
 * @param at where its cell begins
 * @param part 0: made when the partition was folded; above: results that came later
 * @param lastAt of the last result in it
 * @param n how many results
 * @param codec how {@code data} is packed
 */
record Block(
    long endpointId, Instant at, int part, Instant lastAt, int n, int codec, byte[] data) {}
