package io.probity.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition of Gatus, such as {@code len([BODY].items) > 0}.
 *
 * @param function {@code len} or {@code has}, empty: the placeholder itself is compared
 * @param placeholder in upper case, such as {@code STATUS}
 * @param path what follows it, such as {@code .items[0]}, empty: nothing
 * @param operator {@code ==}, {@code !=}, {@code <}, {@code <=}, {@code >} or {@code >=}
 * @param operand what is on the right
 */
record GatusCondition(
    String function, String placeholder, String path, String operator, String operand) {
  private static final Pattern FORM =
      Pattern.compile("(?:(len|has)\\()?\\[([A-Z_]+)]([^\\s)]*)\\)? +(==|!=|<=|>=|<|>) +(.*)");
  private static final Pattern CALL = Pattern.compile("(pat|any)\\((.*)\\)");

  /** Empty if it is none that is known. */
  static Optional<GatusCondition> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String function = matcher.group(1) == null ? "" : matcher.group(1);
    return Optional.of(
        new GatusCondition(
            function,
            matcher.group(2).toUpperCase(Locale.ROOT),
            matcher.group(3),
            matcher.group(4),
            matcher.group(5).strip()));
  }

  /** Whether the operand is a pattern with stars. */
  boolean isPattern() {
    return call("pat");
  }

  /** Whether the operand is a choice of several. */
  boolean isChoice() {
    return call("any");
  }

  private boolean call(String name) {
    Matcher matcher = CALL.matcher(operand);
    return matcher.matches() && matcher.group(1).equals(name);
  }

  /** What is between the brackets of the operand's function; the operand if it has none. */
  String argument() {
    Matcher matcher = CALL.matcher(operand);
    return matcher.matches() ? matcher.group(2).strip() : operand;
  }

  /** The choices, at least one. */
  List<String> choices() {
    List<String> choices = new ArrayList<>();
    if (!isChoice()) {
      return List.of(operand);
    }
    for (String each : argument().split(",", -1)) {
      choices.add(each.strip());
    }
    return choices;
  }

  @Override
  public String toString() {
    String left = "[" + placeholder + "]" + path;
    return (function.isEmpty() ? left : function + "(" + left + ")")
        + " "
        + operator
        + " "
        + operand;
  }
}
