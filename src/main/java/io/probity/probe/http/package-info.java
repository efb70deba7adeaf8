/** The Vert.x adapter of the Prober port: pools, handshake tap, classifier, redirects. */
@NullMarked
package io.probity.probe.http;

import org.jspecify.annotations.NullMarked;
