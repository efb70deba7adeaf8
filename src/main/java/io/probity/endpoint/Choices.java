package io.probity.endpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The words that stand for the constants of an enum. */
final class Choices {
  static final Map<String, Severity> SEVERITY = of(Severity.values(), Choices::word);
  static final Map<String, ConnectionMode> CONNECTION = of(ConnectionMode.values(), Choices::word);
  static final Map<String, Revocation> REVOCATION = of(Revocation.values(), Choices::word);
  static final Map<String, IpVersion> IP_VERSION = of(IpVersion.values(), Choices::word);

  private Choices() {}

  /** The word for a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The word for an IP version: {@code any}, {@code 4} or {@code 6}. */
  static String word(IpVersion version) {
    return version == IpVersion.ANY ? "any" : version.name().substring(1);
  }

  private static <E extends Enum<E>> Map<String, E> of(E[] constants, Function<E, String> word) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : constants) {
      choices.put(word.apply(constant), constant);
    }
    return choices;
  }
}
