package io.probity.web;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Makes a screenshot small: pages have few colours, and 256 chosen well show them all. */
final class FewColours {
  private static final int MOST = 256;

  private FewColours() {}

  /** Writes the PNG anew in its place. */
  static void reduce(Path png) throws IOException {
    BufferedImage full = ImageIO.read(png.toFile());
    int[] pixels = full.getRGB(0, 0, full.getWidth(), full.getHeight(), null, 0, full.getWidth());
    int[] palette = palette(pixels);
    BufferedImage small =
        new BufferedImage(
            full.getWidth(), full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model(palette));
    Map<Integer, Integer> known = new HashMap<>();
    for (int i = 0; i < pixels.length; i++) {
      int index = known.computeIfAbsent(pixels[i], colour -> nearest(palette, colour));
      small.getRaster().setSample(i % full.getWidth(), i / full.getWidth(), 0, index);
    }
    ImageIO.write(small, "png", png.toFile());
  }

  /** Each next colour is the one that those before it would spoil most pixels of, and worst. */
  private static int[] palette(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    int[] colours = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
    long[] away = new long[colours.length];
    Arrays.fill(away, Integer.MAX_VALUE);
    int[] chosen = new int[Math.min(MOST, colours.length)];
    for (int taken = 0; taken < chosen.length; taken++) {
      int worst = 0;
      for (int i = 0; i < colours.length; i++) {
        if (away[i] * counts.get(colours[i]) > away[worst] * counts.get(colours[worst])) {
          worst = i;
        }
      }
      chosen[taken] = colours[worst];
      for (int i = 0; i < colours.length; i++) {
        away[i] = Math.min(away[i], distance(colours[i], chosen[taken]));
      }
    }
    return chosen;
  }

  private static IndexColorModel model(int[] palette) {
    return new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
  }

  private static int nearest(int[] palette, int colour) {
    int best = 0;
    for (int i = 1; i < palette.length; i++) {
      if (distance(palette[i], colour) < distance(palette[best], colour)) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int part = (one >> shift & 0xff) - (other >> shift & 0xff);
      sum += part * part;
    }
    return sum;
  }
}
