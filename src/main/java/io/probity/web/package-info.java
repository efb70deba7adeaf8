/** What people look at: pages, status pages, badges. */
@NullMarked
package io.probity.web;

import org.jspecify.annotations.NullMarked;
