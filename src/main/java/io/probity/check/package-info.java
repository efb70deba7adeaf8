/** The use case: schedule, runner, retry guard and recorder. */
@NullMarked
package io.probity.check;

import org.jspecify.annotations.NullMarked;
