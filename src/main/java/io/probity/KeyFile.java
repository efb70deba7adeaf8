package io.probity;

import io.probity.db.PrivateFile;
import io.probity.db.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that somebody else provides and that holds keys. It must be as private as PostgreSQL wants
 * its own keys: of mode 0600 or less if we own it; if root does, the group may read it too (0640 or
 * less), which is how Kubernetes gives out a Secret.
 *
 * @param setting names it, for the sentence
 */
record KeyFile(Path path, String setting) {
  private static final int ROOT = 0;
  private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OF_ROOT =
      PosixFilePermissions.fromString("rw-r-----");

  /**
   * Its stripped content.
   *
   * @param ourselves the number of the user that this process runs as
   * @throws StartupFailure if it is not there, is empty, or others may read it
   */
  String read(int ourselves) {
    try {
      int owner = (Integer) Files.getAttribute(path, "unix:uid");
      Set<PosixFilePermission> excess = EnumSet.noneOf(PosixFilePermission.class);
      excess.addAll(Files.getPosixFilePermissions(path));
      String mode = PosixFilePermissions.toString(excess);
      excess.removeAll(owner == ROOT ? OF_ROOT : OURS);
      if ((owner != ROOT && owner != ourselves) || !excess.isEmpty()) {
        throw new StartupFailure(tooOpen(owner, mode));
      }
    } catch (IOException e) {
      throw new StartupFailure(named() + " cannot be read: " + PrivateFile.reason(e) + ".", e);
    }
    return PrivateFile.read(path)
        .orElseThrow(() -> new StartupFailure(named() + " is empty or not there."));
  }

  private String tooOpen(int owner, String mode) {
    return named()
        + " must belong to the user that Probity runs as, with the mode 0600 or less, or to root,"
        + " with the mode 0640 or less; it belongs to the user "
        + owner
        + " and has the mode "
        + mode
        + ".";
  }

  private String named() {
    return "The file " + path + " (" + setting + ")";
  }
}
