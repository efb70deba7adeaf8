/** Events, routing, the outbox and its deliveries. */
@NullMarked
package io.probity.alert;

import org.jspecify.annotations.NullMarked;
