package io.probity.web;

import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The files that pages load: style sheets, ES modules, pictures. All of them are under one path
 * that holds a hash of them all, so that browsers may keep them for ever and modules find each
 * other by their plain names. Any thread.
 */
@Singleton
final class Assets {
  private static final String FOLDER = "/assets/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** Name, as pages call it, to where it is on the class path. */
  private static final Map<String, String> FILES = new TreeMap<>();

  static {
    own("base.css", "probity.svg", "theme.js", "page.js", "request.js", "log-in.css");
    own("overview.css", "overview.js", "incidents.css", "incident.js");
    own("endpoint.css", "endpoint.js", "waterfall.css", "waterfall.js");
    own("forms.css", "form.js", "try.js", "channel.js", "maintenance.js");
    own("status.css", "status.js", "status-pages.css", "status-pages.js");
    FILES.put("uplot.js", UPLOT + "uPlot.esm.js");
    FILES.put("uplot.css", UPLOT + "uPlot.min.css");
  }

  private final Map<String, Asset> assets = new TreeMap<>();
  private final String version;

  Assets() {
    MessageDigest all = sha256();
    FILES.forEach(
        (name, path) -> {
          byte[] content = read(path);
          all.update(content);
          assets.put(name, new Asset(type(name), content, gzip(content)));
        });
    version = HexFormat.of().formatHex(all.digest(), 0, 6);
  }

  private static void own(String... names) {
    for (String name : names) {
      FILES.put(name, FOLDER + name);
    }
  }

  /** Changes with any file. */
  String version() {
    return version;
  }

  /** Where a page finds a file. */
  public String url(String name) {
    if (!assets.containsKey(name)) {
      throw new IllegalArgumentException("no asset " + name);
    }
    return FOLDER + version + "/" + name;
  }

  Optional<Asset> find(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  /**
   * One file.
   *
   * @param type its media type
   * @param packed by gzip
   */
  record Asset(String type, byte[] content, byte[] packed) {}

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "css" -> "text/css;charset=utf-8";
      case "js" -> "text/javascript;charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no media type for " + name);
    };
  }

  private static byte[] read(String path) {
    try (InputStream in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("no file " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
