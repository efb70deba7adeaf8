package io.probity.db;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once into the data directory: a place nobody else can write
 * to, and one that tells our servers from all others by the path of their program.
 */
final class PostgresBinaries {
  private static final String PREFIX = "pgsql-";
  private static final int COPY_BUFFER = 1 << 16;

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /** Unpacks what the program carries for this platform, unless that has been done before. */
  static PostgresBinaries unpack(DataDirectory data) {
    String archive = archive();
    try {
      Path home = data.resolve(PREFIX + checksum(archive));
      if (!Files.exists(home)) {
        Path fresh = data.resolve(home.getFileName() + ".new");
        delete(fresh);
        extract(archive, fresh);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteOthers(data, home);
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new StartupFailure(
          "Cannot unpack PostgreSQL into "
              + data.path()
              + " (probity.data-dir): "
              + PrivateFile.reason(e)
              + ".",
          e);
    }
  }

  /** The path of one program. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** Whether a program, by its path, is a server unpacked into this data directory at any time. */
  static boolean isServerOf(DataDirectory data, String program) {
    return program.startsWith(data.resolve(PREFIX).toString()) && program.contains("/bin/postgres");
  }

  private static String archive() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String platform =
        (os.startsWith("mac") ? "darwin" : os)
            + "-"
            + switch (arch) {
              case "amd64", "x86_64" -> "x86_64";
              case "aarch64", "arm64" -> "arm_64";
              default -> arch;
            };
    String name = "postgres-" + platform + ".txz";
    if (loader().getResource(name) == null) {
      throw new StartupFailure(
          "There is no embedded PostgreSQL for "
              + platform
              + ": set quarkus.datasource.jdbc.url (QUARKUS_DATASOURCE_JDBC_URL) to a PostgreSQL"
              + " 15 or newer.");
    }
    return name;
  }

  private static ClassLoader loader() {
    return PostgresBinaries.class.getClassLoader();
  }

  private static InputStream open(String archive) throws IOException {
    InputStream stream = loader().getResourceAsStream(archive);
    if (stream == null) {
      throw new IOException("no resource " + archive);
    }
    return stream;
  }

  /** As the jar knows it; where there is none, of what is read. */
  private static String checksum(String archive) throws IOException {
    URL url = Objects.requireNonNull(loader().getResource(archive));
    if (url.openConnection() instanceof JarURLConnection packed) {
      packed.setUseCaches(false);
      try (JarFile jar = packed.getJarFile()) {
        long known = jar.getEntry(packed.getEntryName()).getCrc();
        if (known >= 0) {
          return HexFormat.of().toHexDigits((int) known);
        }
      }
    }
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[COPY_BUFFER];
    try (InputStream in = open(archive)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum.update(buffer, 0, n);
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static void extract(String archive, Path target) throws IOException {
    Files.createDirectories(target);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZInputStream(new BufferedInputStream(open(archive), COPY_BUFFER)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        extract(tar, entry, target.resolve(entry.getName()).normalize());
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      try (OutputStream out = Files.newOutputStream(path)) {
        tar.transferTo(out);
      }
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static void deleteOthers(DataDirectory data, Path home) throws IOException {
    List<Path> others;
    try (Stream<Path> entries = Files.list(data.path())) {
      others =
          entries
              .filter(path -> path.getFileName().toString().startsWith(PREFIX))
              .filter(path -> !path.equals(home))
              .toList();
    }
    for (Path other : others) {
      delete(other);
    }
  }

  /** Deletes a tree; nothing happens if there is none. */
  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
