package io.probity;

import io.probity.secret.Sealer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Remembers in the database by which keys its secrets may be sealed, so that a start without any of
 * them is noticed: a wrong key would leave every stored secret unreadable. Blocks.
 */
final class NeededKeys {
  /** One fingerprint, or several with commas between them while secrets are sealed anew. */
  private static final String NAME = "secret-key.fingerprint";

  private final InstallationStore installation;

  NeededKeys(InstallationStore installation) {
    this.installation = installation;
  }

  /** The fingerprints, the oldest first; empty: nothing was sealed yet. */
  Set<String> fingerprints() {
    return installation.find(NAME).map(NeededKeys::split).orElse(Set.of());
  }

  private static Set<String> split(String value) {
    return new LinkedHashSet<>(List.of(value.split(",")));
  }

  /**
   * Adds the current key of a replica that holds one of those needed, or is the first.
   *
   * @return which are needed now
   */
  Set<String> add(Sealer sealer) {
    String current = sealer.currentKey();
    installation.putIfAbsent(NAME, current);
    while (true) {
      String value = installation.find(NAME).orElseThrow();
      Set<String> needed = split(value);
      if (needed.contains(current) || needed.stream().noneMatch(sealer::holds)) {
        return needed;
      }
      needed.add(current);
      if (installation.replace(NAME, value, String.join(",", needed))) {
        return needed;
      }
    }
  }

  /**
   * From now on only the current key is needed.
   *
   * @param before what was needed before the secrets were looked at
   * @return false if it was so already, or others were added meanwhile
   */
  boolean only(String current, Set<String> before) {
    return !before.equals(Set.of(current))
        && installation.replace(NAME, String.join(",", before), current);
  }
}
