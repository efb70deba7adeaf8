/** The REST API: resources, representations and problem details. */
@NullMarked
package io.probity.api;

import org.jspecify.annotations.NullMarked;
