package io.probity.probe;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command line for a POSIX shell, word by word. Whatever a word holds reaches the program as it
 * is: the shell expands nothing but the variables that stand for secrets. Not thread-safe.
 */
final class CommandLine {
  /** Words that mean nothing to a shell. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /** What stands for a secret inside of a word. */
  private static final String MASK = "***";

  private final StringBuilder line;
  private final Set<String> variables = new LinkedHashSet<>();

  /** Begins with the name of a program. */
  CommandLine(String program) {
    line = new StringBuilder(program);
  }

  /** Adds words that need no knowledge of what they hold. */
  CommandLine words(String... words) {
    for (String word : words) {
      line.append(' ').append(quoted(word));
    }
    return this;
  }

  /**
   * Adds one word that ends in a secret.
   *
   * @param beginning its part in clear, may be empty
   * @param variable the shell variable that stands for the secret: letters, digits and underscores
   */
  CommandLine secret(String beginning, String variable) {
    line.append(' ').append(beginning.isEmpty() ? "" : quoted(beginning));
    line.append("\"$").append(variable).append('"');
    variables.add(variable);
    return this;
  }

  /** Adds operators of the shell, such as a pipe into another program. */
  CommandLine shell(String operators) {
    line.append(' ').append(operators);
    return this;
  }

  /** The line with what it is good for, and what has to be filled in first. */
  Command command(String purpose) {
    String text = line.toString();
    StringBuilder told = new StringBuilder(purpose);
    if (text.contains(MASK)) {
      told.append(" Put what was masked in place of each *** first.");
    }
    if (!variables.isEmpty()) {
      told.append(" Set ").append(String.join(", ", variables)).append(" first.");
    }
    return new Command(told.toString(), text);
  }

  /** A word as the shell hands it on unchanged. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
