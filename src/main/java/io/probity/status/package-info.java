/** What is shown to the public: status pages. */
@NullMarked
package io.probity.status;

import org.jspecify.annotations.NullMarked;
