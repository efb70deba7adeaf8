/** Encryption of secrets at rest, and their masking everywhere else. */
@NullMarked
package io.probity.secret;

import org.jspecify.annotations.NullMarked;
