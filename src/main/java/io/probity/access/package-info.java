/** Who may do what: keys and roles. */
@NullMarked
package io.probity.access;

import org.jspecify.annotations.NullMarked;
