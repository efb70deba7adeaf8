/** Health as pure policy, with its state, periods and incidents. */
@NullMarked
package io.probity.health;

import org.jspecify.annotations.NullMarked;
