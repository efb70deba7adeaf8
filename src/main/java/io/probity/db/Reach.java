package io.probity.db;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a caller may see: to what carries all of these labels. Whatever reads rows for somebody
 * takes one and puts it into its query, so that pages stay full and what is out of reach does not
 * exist.
 *
 * @param labels none: to everything
 */
public record Reach(Map<String, String> labels) {
  /** No bounds: for work that is nobody's in particular, and for keys without labels. */
  public static final Reach EVERYTHING = new Reach(Map.of());

  /** The bounds of labels. */
  public Reach {
    labels = Map.copyOf(labels);
  }

  /** Whether what carries these labels is within reach. */
  public boolean covers(Map<String, String> carried) {
    return carried.entrySet().containsAll(labels.entrySet());
  }

  /** Whether nothing is out of reach. */
  public boolean isUnbounded() {
    return labels.isEmpty();
  }

  /** To be bound to the right side of {@code labels @> ?}. */
  public Json bound() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    labels.forEach(node::put);
    return new Json(node.toString());
  }

  /** One sentence for who would make what is out of their own reach. */
  public String demand() {
    return "Must hold what this key is restricted to: " + new TreeMap<>(labels) + ".";
  }
}
