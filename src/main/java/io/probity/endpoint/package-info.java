/** What people register: endpoints, their assertions, their store and its change feed. */
@NullMarked
package io.probity.endpoint;

import org.jspecify.annotations.NullMarked;
