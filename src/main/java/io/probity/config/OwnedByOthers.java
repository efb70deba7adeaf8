package io.probity.config;

import java.util.Collection;

/** A document lists keys that belong to somebody else. Nothing was written. */
public final class OwnedByOthers extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NAMED = 20;

  OwnedByOthers(Collection<String> keys) {
    super(
        "The document does not own the endpoints with these keys: %s%s."
            .formatted(
                String.join(", ", keys.stream().limit(NAMED).toList()),
                keys.size() > NAMED ? " and " + (keys.size() - NAMED) + " more" : ""),
        null,
        false,
        false);
  }
}
