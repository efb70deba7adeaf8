package io.probity.db;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom the server runs. PostgreSQL refuses root; so where we are root, it gets a user namespace
 * without any privileges or, where the system forbids that (containers often do), another account.
 *
 * @param prefix what goes before a command to run it so
 * @param uid the owner its files need
 * @param gid their group
 * @param demoted whether that is another account than our own
 */
record PostgresAccount(List<String> prefix, int uid, int gid, boolean demoted) {
  private static final List<String> ACCOUNTS = List.of("postgres", "nobody");
  private static final Path PASSWD = Path.of("/etc/passwd");

  /** Finds the way that works here. */
  static PostgresAccount detect() {
    UnixSystem self = new UnixSystem();
    if (self.getUid() != 0) {
      return new PostgresAccount(List.of(), (int) self.getUid(), (int) self.getGid(), false);
    }
    if (isUnprivileged(List.of("unshare", "-U", "id", "-u"))) {
      return new PostgresAccount(List.of("unshare", "-U"), 0, 0, false);
    }
    return ACCOUNTS.stream()
        .flatMap(name -> demoted(name).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new StartupFailure(
                    "PostgreSQL refuses to run as root, and neither user namespaces (unshare -U)"
                        + " nor another account (setpriv) can be used here: start Probity as an"
                        + " ordinary user, or set quarkus.datasource.jdbc.url"
                        + " (QUARKUS_DATASOURCE_JDBC_URL)."));
  }

  static Optional<PostgresAccount> demoted(String name) {
    return account(name)
        .map(
            fields -> {
              int uid = Integer.parseInt(fields[2]);
              int gid = Integer.parseInt(fields[3]);
              List<String> prefix =
                  List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
              return new PostgresAccount(prefix, uid, gid, true);
            })
        .filter(account -> isUnprivileged(account.command(List.of("id", "-u"))));
  }

  private static Optional<String[]> account(String name) {
    try (Stream<String> lines = Files.lines(PASSWD, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= 4 && fields[0].equals(name))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether a command that prints its user id can be run, and prints one that is not root's. */
  private static boolean isUnprivileged(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && !output.equals("0");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(arguments);
    return command;
  }

  /** Lets the account pass through a directory of ours, though not list it. */
  void letThrough(Path directory) throws IOException {
    if (demoted) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /** Gives a file or a tree to the account, where it belongs to another one. */
  void own(Path tree) throws IOException {
    if (new UnixSystem().getUid() != 0 || owns(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private boolean owns(Path path) throws IOException {
    return Integer.valueOf(uid)
        .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }
}
