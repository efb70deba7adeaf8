package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
  private static final byte[] SETTINGS = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1};

  /** A flow-control window with an increment full of ones, the number of HEADERS. */
  private static final byte[] WINDOW_UPDATE = {0, 0, 4, 8, 0, 0, 0, 0, 0, 1, 1, 1, 1};

  private static final byte[] HEADERS = {0, 0, 1, 1, 5, 0, 0, 0, 1, (byte) 0x88};

  private final FrameScanner scanner = new FrameScanner();

  private static ByteBuf all(byte[]... frames) {
    return Unpooled.wrappedBuffer(frames);
  }

  @Test
  void framesThatKeepTheConnectionBeginNoResponse() {
    assertThat(scanner.beginResponse(all(SETTINGS, WINDOW_UPDATE, SETTINGS))).isFalse();
    assertThat(scanner.beginResponse(all(WINDOW_UPDATE))).isFalse();
  }

  @Test
  void headersBeginAResponseWhereverTheyStand() {
    assertThat(scanner.beginResponse(all(SETTINGS, HEADERS, WINDOW_UPDATE))).isTrue();
    assertThat(scanner.beginResponse(all(WINDOW_UPDATE))).isFalse();
    assertThat(scanner.beginResponse(all(HEADERS))).isTrue();
  }

  @Test
  void framesMayComeByteByByte() {
    ByteBuf bytes = all(SETTINGS, WINDOW_UPDATE, HEADERS);
    int type = SETTINGS.length + WINDOW_UPDATE.length + 3;
    for (int i = 0; i < bytes.readableBytes(); i++) {
      assertThat(scanner.beginResponse(bytes.slice(i, 1))).as("byte %s", i).isEqualTo(i == type);
    }
  }

  @Test
  void leavesTheBytesToTheirReader() {
    ByteBuf bytes = all(HEADERS);
    scanner.beginResponse(bytes);
    assertThat(bytes.readableBytes()).isEqualTo(HEADERS.length);
  }
}
