/** Certificate facts, path validation, chain verdicts and expiry rules. */
@NullMarked
package io.probity.tls;

import org.jspecify.annotations.NullMarked;
