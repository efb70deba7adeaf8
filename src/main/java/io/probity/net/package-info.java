/** Resolving names and the egress policy: the one door for every outgoing connection. */
@NullMarked
package io.probity.net;

import org.jspecify.annotations.NullMarked;
