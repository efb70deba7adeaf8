/** Sharing the work: members, shards and epochs. */
@NullMarked
package io.probity.cluster;

import org.jspecify.annotations.NullMarked;
