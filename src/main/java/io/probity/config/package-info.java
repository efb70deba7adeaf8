/** Configuration as code: documents that say what there is to be, and what follows from them. */
@NullMarked
package io.probity.config;

import org.jspecify.annotations.NullMarked;
