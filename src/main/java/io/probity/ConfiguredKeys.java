package io.probity;

import com.sun.security.auth.module.UnixSystem;
import io.probity.db.StartupFailure;
import io.probity.secret.MasterKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keys for secrets at rest as the operator gives them; what is wrong is a {@link StartupFailure}.
 */
final class ConfiguredKeys {
  private static final String KEY = "probity.secret-key";
  private static final String FILE = "probity.secret-key-file";
  private static final String PREVIOUS = "probity.secret-key-previous";
  private static final String PREVIOUS_FILE = "probity.secret-key-previous-file";

  private ConfiguredKeys() {}

  /**
   * A key and where it came from.
   *
   * @param source for sentences; not the key
   */
  record Sourced(MasterKey key, String source) {}

  /** The key to seal with, from one of the two; empty: neither is set. */
  static Optional<Sourced> current(Optional<String> text, Optional<Path> file) {
    if (text.isPresent() && file.isPresent()) {
      throw new StartupFailure("Both " + KEY + " and " + FILE + " are set: only one may be.");
    }
    return text.isPresent()
        ? text.map(each -> new Sourced(parse(each, named(KEY)), named(KEY)))
        : file.map(path -> new Sourced(parse(read(path, FILE), path.toString()), path.toString()));
  }

  /** Further keys to open with, from one of the two, a file holding one in each line. */
  static List<MasterKey> previous(Optional<List<String>> texts, Optional<Path> file) {
    if (texts.isPresent() && file.isPresent()) {
      throw new StartupFailure(
          "Both " + PREVIOUS + " and " + PREVIOUS_FILE + " are set: only one may be.");
    }
    List<MasterKey> keys = new ArrayList<>();
    texts.ifPresent(all -> all.forEach(each -> keys.add(parse(each, named(PREVIOUS)))));
    file.ifPresent(
        path ->
            read(path, PREVIOUS_FILE)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> keys.add(parse(line, path.toString()))));
    return keys;
  }

  /** The sentence for a start with an external database and without a key. */
  static String missing() {
    return named(KEY)
        + " or "
        + FILE
        + " is required with an external database: 32 random bytes in base64, as made by"
        + " `openssl rand -base64 32`.";
  }

  /**
   * Reads a key's text.
   *
   * @param source where it came from, for the sentence
   */
  static MasterKey parse(String text, String source) {
    try {
      return MasterKey.parse(text);
    } catch (IllegalArgumentException e) {
      // Without its cause, whose own cause could quote the text.
      throw new StartupFailure("The key in " + source + " " + e.getMessage() + ".");
    }
  }

  private static String read(Path path, String setting) {
    return new KeyFile(path, setting).read((int) new UnixSystem().getUid());
  }

  private static String named(String key) {
    return key + " (" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + ")";
  }
}
