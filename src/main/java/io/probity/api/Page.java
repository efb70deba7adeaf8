package io.probity.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the cursor of the part that follows, null: this is the last one
 */
record Page<T>(List<T> items, @Nullable String next) {}
