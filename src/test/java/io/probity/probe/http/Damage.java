package io.probity.probe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Answers with a few bytes changed, lost, doubled or moved; the same ones for a number. */
final class Damage {
  private static final long SEED = 20_261_122;
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** Answers that are odd or wrong as they are, or sound. */
  static final List<String> RESPONSES =
      List.of(
          OK + "Content-Length: 4\r\n\r\nfine",
          OK + "Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nfine\r\n0\r\nTrailer: x\r\n\r\n",
          OK + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nfine",
          OK + "Content-Length: 4\r\nContent-Length: 9\r\n\r\nfine",
          OK + "Content-Length: 4, 4\r\n\r\nfine",
          OK + "Content-Length: -4\r\n\r\nfine",
          OK + "Content-Length: 99999999999999999999\r\n\r\nfine",
          OK + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
          OK + "Transfer-Encoding: gzip\r\n\r\nfine",
          OK + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nfine",
          OK + "Transfer-Encoding: chunked\r\n\r\n-1\r\nfine",
          OK + "X: a\r\n folded\r\n\tagain\r\nContent-Length: 4\r\n\r\nfine",
          OK + "X : space\r\nContent-Length: 4\r\n\r\nfine",
          OK + "no colon at all\r\nContent-Length: 4\r\n\r\nfine",
          OK + ": no name\r\nContent-Length: 4\r\n\r\nfine",
          OK + "X: \0\u0001\u007f\r\nContent-Length: 4\r\n\r\nfine",
          OK + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nfine",
          OK + "Content-Encoding: br\r\nContent-Length: 4\r\n\r\nfine",
          OK + "Keep-Alive: timeout=99999999999\r\nContent-Length: 4\r\n\r\nfine",
          OK + "Content-Length: 4\r\n\r\nfine and more than that",
          OK + "A: b\r\n".repeat(2_000) + "\r\n",
          "HTTP/1.1 200 OK\nContent-Length: 4\n\nfine",
          "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.0 200 OK\r\n\r\nfine",
          "HTTP/2.0 200 OK\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 099 Low\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 1000 High\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 -1 Less\r\n\r\n",
          "HTTP/1.1 abc Word\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\n".repeat(20) + OK + "Content-Length: 4\r\n\r\nfine",
          "HTTP/1.1 100 Continue\r\nContent-Length: 4\r\n\r\nfine" + OK + "\r\n",
          "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0004fine",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\nfine",
          "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 205 Reset\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nfine",
          "HTTP/1.1 302 Found\r\nLocation: //\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: \\\\evil\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 302 Found\r\nLocation: http://\u00fc/\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
          "ICY 200 OK\r\n\r\nfine",
          "<html><body>It works!</body></html>",
          "\u0015\u0003\u0003\0\u0002\u0002\u0028",
          "\0".repeat(64));

  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final byte[] ACK = {0, 0, 0, 4, 1, 0, 0, 0, 0};

  /** Of the stream that the engine opens first. */
  private static final byte[] HEADERS = {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88};

  private static final byte[] DATA = {0, 0, 4, 0, 1, 0, 0, 0, 1, 'f', 'i', 'n', 'e'};
  private static final byte[] RESET = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2};
  private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] GOAWAY = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1};
  private static final byte[] PUSH = {0, 0, 5, 5, 4, 0, 0, 0, 1, 0, 0, 0, 2, (byte) 0x82};
  private static final byte[] HUGE = {127, -1, -1, 0, 0, 0, 0, 0, 1, 1};
  private static final byte[] CONTINUED = {0, 0, 1, 9, 0, 0, 0, 0, 1, (byte) 0x88};

  private static final List<byte[]> FRAMES =
      List.of(
          joined(SETTINGS, ACK, HEADERS, DATA),
          joined(SETTINGS, HEADERS, RESET),
          joined(SETTINGS, PING, HEADERS, GOAWAY),
          joined(SETTINGS, GOAWAY, HEADERS, DATA),
          joined(SETTINGS, DATA),
          joined(SETTINGS, PUSH, HEADERS, DATA),
          joined(SETTINGS, HUGE),
          joined(SETTINGS, CONTINUED, HEADERS, HEADERS, DATA, DATA),
          joined(HEADERS, DATA),
          "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine".getBytes(ISO_8859_1));

  private static final List<byte[]> HANDSHAKES =
      List.of(
          new byte[] {21, 3, 3, 0, 2, 2, 40},
          new byte[] {21, 3, 3, 0, 2, 1, 112, 21, 3, 3, 0, 2, 1, 0},
          new byte[] {22, 3, 3, 0, 4, 14, 0, 0, 0},
          new byte[] {22, 3, 3, 0, 4, 0, 0, 0, 0},
          new byte[] {23, 3, 3, 0, 19, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
          new byte[] {20, 3, 3, 0, 1, 1},
          serverHello(0x0303, 0xc02b),
          serverHello(0x0301, 0x002f),
          serverHello(0x0303, 0x1301));

  private final Random random;
  private final int number;

  private Damage(int number) {
    this.number = number;
    random = new Random(SEED + number);
  }

  static Damage numbered(int number) {
    return new Damage(number);
  }

  /** An answer to an HTTP/1.1 request; each comes undamaged first. */
  byte[] response() {
    byte[] sound = RESPONSES.get(number % RESPONSES.size()).getBytes(ISO_8859_1);
    return number < RESPONSES.size() ? sound : damaged(sound);
  }

  /** What follows the client's HTTP/2 preface. */
  byte[] frames() {
    byte[] sound = FRAMES.get(number % FRAMES.size());
    return number < FRAMES.size() ? sound : damaged(sound);
  }

  /** What follows a ClientHello. */
  byte[] handshake() {
    byte[] sound = HANDSHAKES.get(number % HANDSHAKES.size());
    return number < HANDSHAKES.size() ? sound : damaged(sound);
  }

  private byte[] damaged(byte[] sound) {
    byte[] bytes = sound;
    for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 1; times--) {
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
      byte[] head = Arrays.copyOf(bytes, from);
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> joined(head, changed(part), tail);
            case 1 -> joined(head, tail);
            case 2 -> joined(head, part, part, tail);
            case 3 -> joined(head, tail, part);
            default -> head.length == 0 ? part : head;
          };
    }
    return bytes;
  }

  private byte[] changed(byte[] part) {
    part[random.nextInt(part.length)] = (byte) random.nextInt();
    return part;
  }

  private static byte[] serverHello(int version, int cipher) {
    byte[] hello = new byte[5 + 4 + 38];
    byte[] start = {22, 3, 3, 0, 42, 2, 0, 0, 38, (byte) (version >> 8), (byte) version};
    System.arraycopy(start, 0, hello, 0, start.length);
    hello[5 + 4 + 35] = (byte) (cipher >> 8);
    hello[5 + 4 + 36] = (byte) cipher;
    return hello;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
