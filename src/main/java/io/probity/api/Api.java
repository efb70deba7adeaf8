package io.probity.api;

import io.probity.access.Role;

/** Names that the resources share. */
final class Api {
  /** Where the API lives. */
  static final String BASE = "/api/v1";

  static final String VIEWER = Role.VIEWER_NAME;
  static final String EDITOR = Role.EDITOR_NAME;
  static final String ADMIN = Role.ADMIN_NAME;

  private Api() {}
}
