package io.probity.probe.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads along in front of the TLS engine what the engine does not tell: the ServerHello's version
 * and cipher, the number of a plain-text fatal alert, and whether the peer reset or closed. RFC
 * 5246 sections 6.2.1 and 7.2, RFC 8446 sections 4.1.3 and 6. Stops reading at the first encrypted
 * record. Loop-confined.
 */
final class WireSniffer extends ChannelDuplexHandler {
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int FATAL = 2;
  private static final int KEPT = 512;

  private final byte[] header = new byte[5];
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream(64);
  private int headerBytes;
  private int remaining;
  private boolean blind;
  private boolean finished;
  private int records;
  private int alert = -1;
  private @Nullable ServerHello hello;
  private boolean reset;
  private boolean closed;
  private boolean notTls;

  /** Number of the first fatal alert that came in clear, -1: none. */
  int alert() {
    return alert;
  }

  /** Whether the server had answered with a ServerHello. */
  boolean helloSeen() {
    return hello != null;
  }

  /** Version on the wire such as 0x0303, 0 if no ServerHello came. */
  int version() {
    return hello == null ? 0 : hello.version();
  }

  /** Whether the peer reset the connection. */
  boolean reset() {
    return reset;
  }

  /** Whether the connection went down by the peer's doing. */
  boolean closed() {
    return closed;
  }

  /** Whether the peer's first bytes were no TLS record. */
  boolean notTls() {
    return notTls;
  }

  /** Whether records came that cannot be read along; an alert may be among them. */
  boolean encrypted() {
    return blind && !notTls;
  }

  @Nullable String protocol() {
    return switch (version()) {
      case 0x0301 -> "TLSv1";
      case 0x0302 -> "TLSv1.1";
      case 0x0303 -> "TLSv1.2";
      case 0x0304 -> "TLSv1.3";
      default -> null;
    };
  }

  @Nullable String cipher() {
    return hello == null ? null : CipherSuites.name(hello.cipher());
  }

  /** The handshake is over; what is written from now on is no longer watched. */
  void finished() {
    finished = true;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!finished) {
      promise.addListener(written -> noteWritten(written.cause()));
    }
    ctx.write(message, promise);
  }

  /** A reset that is met by a write is not met by a read any more. */
  private void noteWritten(@Nullable Throwable cause) {
    if (cause instanceof IOException && !(cause instanceof ClosedChannelException)) {
      reset = true;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!blind && message instanceof ByteBuf bytes) {
      read(bytes);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      reset = true;
    }
    ctx.fireExceptionCaught(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    ctx.fireChannelInactive();
  }

  private void read(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end && !blind) {
      if (headerBytes < header.length) {
        header[headerBytes++] = bytes.getByte(at++);
        if (headerBytes == header.length) {
          startRecord();
        }
      } else {
        int taken = Math.min(remaining, end - at);
        for (int i = 0; i < taken && payload.size() < KEPT; i++) {
          payload.write(bytes.getByte(at + i));
        }
        at += taken;
        remaining -= taken;
        if (remaining == 0) {
          endRecord();
        }
      }
    }
  }

  private void startRecord() {
    int type = header[0];
    if (type < CHANGE_CIPHER_SPEC || type > 23 || header[1] != 3) {
      notTls = records == 0;
      blind = true;
      return;
    }
    records++;
    remaining = (header[3] & 0xff) << 8 | header[4] & 0xff;
    payload.reset();
    if (type != ALERT && type != HANDSHAKE) {
      blind = true;
    } else if (remaining == 0) {
      headerBytes = 0;
    }
  }

  private void endRecord() {
    headerBytes = 0;
    byte[] record = payload.toByteArray();
    if (header[0] == ALERT) {
      if (alert < 0 && record.length == 2 && record[0] == FATAL) {
        alert = record[1] & 0xff;
      }
    } else if (hello == null) {
      hello = ServerHello.parse(record);
    }
  }
}
