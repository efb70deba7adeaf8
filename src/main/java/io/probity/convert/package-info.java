/** Translates configurations of other monitors into ours. */
@NullMarked
package io.probity.convert;

import org.jspecify.annotations.NullMarked;
