package io.probity.probe.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes content codings (RFC 9110 section 8.4.1) within a bound. Pure; may take milliseconds. */
final class ContentCoding {
  private static final int MAX_CODINGS = 4;
  private static final int LONGEST_NAME = 40;

  private ContentCoding() {}

  /** What decoding came to. */
  sealed interface Decoded {
    /** The plain bytes. */
    record Plain(byte[] bytes) implements Decoded {}

    /** They would be more than the bound. */
    record TooLarge() implements Decoded {}

    /**
     * The coding is unknown or the bytes do not follow it.
     *
     * @param coding as the server named it, at most 40 characters and an ellipsis, without control
     *     characters
     */
    record Undecodable(String coding) implements Decoded {
      static Undecodable named(String coding) {
        String shown = coding.replaceAll("[^\\x20-\\x7e]", "?");
        return new Undecodable(
            shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME) + "…");
      }
    }
  }

  /** Whether a Content-Encoding value asks for anything to be undone. */
  static boolean isCoded(@Nullable String contentEncoding) {
    return contentEncoding != null
        && !contentEncoding.isBlank()
        && !contentEncoding.strip().equalsIgnoreCase("identity");
  }

  /**
   * Undoes the codings in reverse order.
   *
   * @param contentEncoding value of the header field, several codings separated by commas
   * @param max most bytes that any step may yield
   */
  static Decoded decode(byte[] coded, String contentEncoding, long max) {
    String[] codings = contentEncoding.toLowerCase(Locale.ROOT).split(",");
    if (codings.length > MAX_CODINGS) {
      return Decoded.Undecodable.named(contentEncoding);
    }
    byte[] bytes = coded;
    for (int i = codings.length - 1; i >= 0; i--) {
      String coding = codings[i].strip();
      try {
        byte[] plain = bytes.length == 0 ? bytes : decodeOne(bytes, coding, max);
        if (plain == null) {
          return new Decoded.TooLarge();
        }
        bytes = plain;
      } catch (IOException e) {
        return Decoded.Undecodable.named(coding);
      }
    }
    return new Decoded.Plain(bytes);
  }

  private static byte @Nullable [] decodeOne(byte[] bytes, String coding, long max)
      throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    return switch (coding) {
      case "identity", "" -> bytes;
      case "gzip", "x-gzip" -> bounded(new GZIPInputStream(in), max);
      case "deflate" -> inflate(bytes, max);
      case "br" -> bounded(new BrotliInputStream(in), max);
      default -> throw new IOException(coding);
    };
  }

  /** "deflate" means zlib (RFC 1950), yet some servers send it without the zlib header. */
  private static byte @Nullable [] inflate(byte[] bytes, long max) throws IOException {
    boolean zlib =
        bytes.length > 1
            && (bytes[0] & 0x0f) == 8
            && ((bytes[0] & 0xff) << 8 | bytes[1] & 0xff) % 31 == 0;
    Inflater inflater = new Inflater(!zlib);
    try {
      InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes), inflater);
      byte[] plain = bounded(in, max);
      if (inflater.needsDictionary()) {
        throw new IOException("deflate with a dictionary that was not sent");
      }
      return plain;
    } finally {
      inflater.end();
    }
  }

  private static byte @Nullable [] bounded(InputStream in, long max) throws IOException {
    try (in) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (plain.size() + (long) read > max) {
          return null;
        }
        plain.write(buffer, 0, read);
      }
      return plain.toByteArray();
    }
  }
}
