/** The webhook adapter of the AlertChannel port: formats, signature, sender. */
@NullMarked
package io.probity.alert.webhook;

import org.jspecify.annotations.NullMarked;
