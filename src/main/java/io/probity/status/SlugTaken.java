package io.probity.status;

/** Another status page has the slug already. Nothing was written. */
public final class SlugTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SlugTaken(String slug) {
    super("Another status page has the slug \"" + slug + "\".", null, false, false);
  }
}
