package io.probity.history;

import java.time.Instant;

/**
 * How those results of an endpoint were answered that are not folded yet, kept from one sum to the
 * next so that none reads them all again.
 *
 * @param from the fold mark it begins at, or a little before the endpoint was made, if that was
 *     later
 * @param upto the instant before which a result was planned to be in it
 * @param readAt when results were last read for it
 * @param sketch grows as more is read
 */
record KeptLatency(Instant from, Instant upto, Instant readAt, LatencySketch sketch) {
  private static final int CODEC = 1;

  /** The same sketch, which will know all before a later instant. */
  KeptLatency upto(Instant later) {
    return new KeptLatency(from, later, readAt, sketch);
  }

  /** The stored form of the sketch, with a checksum. */
  byte[] encoded() {
    PackedBytes out = new PackedBytes();
    out.varint(CODEC);
    sketch.writeTo(out);
    return out.sealed();
  }

  /**
   * Reads the stored form of a sketch.
   *
   * @throws CorruptBytes if it is not what was written, or was written by a newer version
   */
  static LatencySketch sketch(byte[] encoded) {
    PackedReader in = PackedReader.unsealed(encoded);
    if (in.varint() != CODEC) {
      throw new CorruptBytes("is packed in an unknown way");
    }
    LatencySketch sketch = new LatencySketch();
    sketch.readFrom(in);
    in.expectEnd();
    return sketch;
  }
}
