/** The Prober port on Vert.x and Netty: pools, handshake tap, HTTP, classifier, redirects. */
@NullMarked
package io.probity.probe.http;

import org.jspecify.annotations.NullMarked;
