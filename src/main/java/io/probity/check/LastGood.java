package io.probity.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.EndpointSpec;
import io.probity.probe.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The last good check of an endpoint: as it was seen, or in the form that was stored.
 *
 * @param seen by this replica and under this configuration, null: then {@code stored} is there
 * @param spec the configuration it was made with
 */
record LastGood(@Nullable Observation seen, @Nullable JsonNode stored, EndpointSpec spec) {
  private static final long STORED = 4096;

  /** The form that is stored and announced. */
  @Nullable JsonNode json() {
    return seen == null ? stored : seen.json(spec);
  }

  /** Heap it takes, roughly. */
  long heapBytes() {
    return seen == null ? STORED : HeapGuess.of(seen);
  }
}
