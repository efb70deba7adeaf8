/** Every result kept: writer, partitions, queries, uptime, certificates. */
@NullMarked
package io.probity.history;

import org.jspecify.annotations.NullMarked;
