package io.probity.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What became of another monitor's configuration.
 *
 * @param endpoints in the form of the API, each with a key of its own; not checked yet
 * @param notes what they do not say, or not exactly
 */
public record Conversion(List<ObjectNode> endpoints, List<Note> notes) {
  /** How far something was lost. */
  public enum Kind {
    /** It means nearly the same. */
    APPROXIMATE,
    /** A setting without a counterpart. */
    IGNORED,
    /** Nothing was made of the whole thing. */
    SKIPPED
  }

  /**
   * One loss.
   *
   * @param source where it stands, such as the name of an endpoint
   * @param detail one sentence; never holds a header's or a secret's value
   */
  public record Note(String source, Kind kind, String detail) {}
}
