package io.probity.web;

import io.probity.access.ApiKey;
import io.probity.access.Role;

/**
 * Who looks at a page.
 *
 * @param name the name of the key
 * @param session whether a log-in can be ended; a key in a header cannot
 */
public record Viewer(String name, Role role, boolean session) {
  static Viewer of(ApiKey key, boolean session) {
    return new Viewer(key.name(), key.role(), session);
  }

  /** Whether the page shows what changes endpoints, channels, maintenance and incidents. */
  public boolean isEditor() {
    return role.compareTo(Role.EDITOR) >= 0;
  }

  /** Whether the page shows keys and the trail. */
  public boolean isAdmin() {
    return role == Role.ADMIN;
  }
}
