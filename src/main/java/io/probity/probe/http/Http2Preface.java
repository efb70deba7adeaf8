package io.probity.probe.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Lets nothing through to the HTTP/2 engine before a sound SETTINGS frame (RFC 9113 sections 3.4
 * and 6.5), then leaves the pipeline: what breaks the engine before it has a connection to show is
 * logged by it and told to nobody. Anything else closes the connection. Loop-confined.
 */
final class Http2Preface extends ByteToMessageDecoder {
  private static final int HEADER = 9;
  private static final int SETTINGS = 4;
  private static final int ENTRY = 6;
  private static final int MAX_LENGTH = 16_384;
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;

  private boolean broken;

  /** Whether the peer began with something else. */
  boolean broken() {
    return broken;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < HEADER) {
      return;
    }
    int start = in.readerIndex();
    int length = in.getUnsignedMedium(start);
    if (!isSettings(in, start, length)) {
      refuse(ctx, in);
    } else if (in.readableBytes() >= HEADER + length) {
      if (isSound(in, start + HEADER, length)) {
        ctx.pipeline().remove(this);
      } else {
        refuse(ctx, in);
      }
    }
  }

  private void refuse(ChannelHandlerContext ctx, ByteBuf in) {
    broken = true;
    in.skipBytes(in.readableBytes());
    ctx.close();
  }

  /** Of the first frame, neither an acknowledgement nor on a stream. */
  private static boolean isSettings(ByteBuf in, int start, int length) {
    return length <= MAX_LENGTH
        && length % ENTRY == 0
        && in.getByte(start + 3) == SETTINGS
        && (in.getByte(start + 4) & 1) == 0
        && (in.getInt(start + 5) & Integer.MAX_VALUE) == 0;
  }

  private static boolean isSound(ByteBuf in, int start, int length) {
    for (int at = start; at < start + length; at += ENTRY) {
      long value = in.getUnsignedInt(at + 2);
      boolean sound =
          switch (in.getUnsignedShort(at)) {
            case ENABLE_PUSH -> value == 0;
            case INITIAL_WINDOW_SIZE -> value <= Integer.MAX_VALUE;
            case MAX_FRAME_SIZE -> value >= MAX_LENGTH && value < 1 << 24;
            default -> true;
          };
      if (!sound) {
        return false;
      }
    }
    return true;
  }
}
