package io.probity.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code "1MiB"}, {@code "64KiB"}, {@code "500B"}. */
public final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s?(B|KiB|MiB|GiB|KB|MB|GB)?");
  private static final Map<String, Long> BYTES =
      Map.of(
          "B",
          1L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L);

  private Sizes() {}

  /** The number of bytes a text stands for; empty if it is no size. */
  public static OptionalLong parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    return OptionalLong.of(Long.parseLong(matcher.group(1)) * BYTES.getOrDefault(unit, 1L));
  }

  /** A field that holds a size (text or a number of bytes) within bounds, or the fallback. */
  public static long read(Fields fields, String name, long fallback, long min, long max) {
    JsonNode value = fields.node(name);
    if (value == null) {
      return fallback;
    }
    OptionalLong size =
        value.isTextual() || value.isIntegralNumber()
            ? parse(value.asText())
            : OptionalLong.empty();
    if (size.isEmpty() || size.getAsLong() < min || size.getAsLong() > max) {
      fields.refuse(
          name,
          "Must be a size from %s to %s, such as \"1MiB\".".formatted(format(min), format(max)));
      return fallback;
    }
    return size.getAsLong();
  }

  /** The canonical text: the largest binary unit that divides it, else bytes. */
  public static String format(long bytes) {
    for (String unit : List.of("GiB", "MiB", "KiB")) {
      long size = BYTES.getOrDefault(unit, 1L);
      if (bytes > 0 && bytes % size == 0) {
        return bytes / size + unit;
      }
    }
    return bytes + "B";
  }
}
