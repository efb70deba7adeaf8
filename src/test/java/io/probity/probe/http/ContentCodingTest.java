package io.probity.probe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.probe.http.ContentCoding.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {
  /** Made by the reference implementation, in Node.js. */
  private static final byte[] BROTLI_UP = base64("CweAeyJzdGF0dXMiOiJVUCJ9Aw==");

  private static final byte[] BROTLI_TWO_MILLION = base64("m3+EHvgl8OKxQCCHzwM=");

  private static byte[] base64(String text) {
    return Base64.getDecoder().decode(text);
  }

  private static Decoded decode(byte[] coded, String coding) {
    return ContentCoding.decode(coded, coding, 1_000_000);
  }

  private static String plain(Decoded decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Plain.class);
    return new String(((Decoded.Plain) decoded).bytes(), UTF_8);
  }

  @Test
  void brotliIsUndone() {
    assertThat(plain(decode(BROTLI_UP, "br"))).isEqualTo("{\"status\":\"UP\"}");
    assertThat(plain(decode(BROTLI_UP, " BR "))).isEqualTo("{\"status\":\"UP\"}");
    assertThat(plain(decode(base64("H4sIAAAAAAAAA+Nmaigpz0xOZQYAXBcS+AkAAAA="), "br, gzip")))
        .isEqualTo("twice");
  }

  @Test
  void aBrotliBombEndsAtTheBound() {
    assertThat(decode(BROTLI_TWO_MILLION, "br")).isInstanceOf(Decoded.TooLarge.class);
    Decoded within = ContentCoding.decode(BROTLI_TWO_MILLION, "br", 2_000_000);
    assertThat(plain(within)).hasSize(2_000_000);
  }

  @Test
  void brotliThatBreaksOffIsUndecodable() {
    byte[] half = Arrays.copyOf(BROTLI_UP, BROTLI_UP.length - 3);
    assertThat(decode(half, "br")).isEqualTo(new Decoded.Undecodable("br"));
    assertThat(decode("no brotli".getBytes(UTF_8), "br")).isEqualTo(new Decoded.Undecodable("br"));
  }

  @Test
  void anUnknownCodingIsNamedAtBoundedLength() {
    assertThat(decode(BROTLI_UP, "zstd")).isEqualTo(new Decoded.Undecodable("zstd"));
    assertThat(decode(BROTLI_UP, "\u0007x".repeat(500)))
        .isEqualTo(new Decoded.Undecodable("?x".repeat(20) + "…"));
    assertThat(decode(BROTLI_UP, "gzip,".repeat(500) + "gzip"))
        .isEqualTo(new Decoded.Undecodable("gzip,".repeat(8) + "…"));
  }

  @Test
  void deflateThatWantsADictionaryIsNotAnEmptyBody() throws IOException {
    Deflater primed = new Deflater();
    primed.setDictionary("fine".getBytes(UTF_8));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, primed)) {
      out.write("fine".getBytes(UTF_8));
    } finally {
      primed.end();
    }
    assertThat(ContentCoding.decode(bytes.toByteArray(), "deflate", 100))
        .isInstanceOf(Decoded.Undecodable.class);
  }

  @ParameterizedTest
  @CsvSource({"br, 1", "gzip, 2", "deflate, 3"})
  void whateverTheBytesItEnds(String coding, long seed) throws IOException {
    Random random = new Random(seed);
    List<byte[]> sound = List.of(BROTLI_UP, BROTLI_TWO_MILLION, gzip("fine"), deflate("fine"));
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = sound.get(random.nextInt(sound.size())).clone();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
      Decoded decoded = ContentCoding.decode(cut, coding, 10_000);
      if (decoded instanceof Decoded.Plain plain) {
        assertThat(plain.bytes()).hasSizeLessThanOrEqualTo(10_000);
      }
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
