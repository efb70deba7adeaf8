/** Measures the packaged program with its database as a user runs it, beside others. */
@NullMarked
package io.probity.product;

import org.jspecify.annotations.NullMarked;
