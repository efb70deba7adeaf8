package io.probity.endpoint;

import java.util.Map;

/** {@link Edit} for many endpoints at once: decides about all of them before any is written. */
@FunctionalInterface
public interface BatchEdit {
  /**
   * The configurations from now on, one for each key.
   *
   * @param current what is stored by key; keys of which nothing is are missing
   */
  Map<String, EndpointSpec> apply(Map<String, Edit.Current> current);
}
