package io.probity.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key may do; each role includes the ones before it. */
public enum Role {
  /** Reads everything but secrets. */
  VIEWER,
  /** Changes endpoints, channels, maintenance and incidents. */
  EDITOR,
  /** Manages keys and the whole configuration. */
  ADMIN;

  /** For {@code @RolesAllowed}: {@link #VIEWER}'s name on the wire. */
  public static final String VIEWER_NAME = "viewer";

  /** For {@code @RolesAllowed}: {@link #EDITOR}'s name on the wire. */
  public static final String EDITOR_NAME = "editor";

  /** For {@code @RolesAllowed}: {@link #ADMIN}'s name on the wire. */
  public static final String ADMIN_NAME = "admin";

  /** The name in JSON, in the database and in {@code @RolesAllowed}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a wire name, or empty if there is none. */
  public static Optional<Role> of(String wireName) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
  }

  /** The wire names of this role and all below. */
  Set<String> included() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::wireName)
        .collect(Collectors.toUnmodifiableSet());
  }
}
