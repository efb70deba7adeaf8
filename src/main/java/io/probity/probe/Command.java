package io.probity.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something to type into a shell.
 *
 * @param purpose what it shows, in one or two sentences
 * @param command one line for a POSIX shell, without secrets
 */
public record Command(String purpose, String command) {

  /** Its form in answers. */
  public ObjectNode json() {
    return JsonNodeFactory.instance.objectNode().put("purpose", purpose).put("command", command);
  }
}
