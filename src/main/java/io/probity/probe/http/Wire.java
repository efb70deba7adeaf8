package io.probity.probe.http;

import io.netty.buffer.ByteBuf;

/** Speaks HTTP on one established connection, one request at a time. Loop-confined. */
interface Wire {
  /**
   * Writes a request.
   *
   * @param hears what becomes of it
   */
  void send(Outgoing out, Listener hears);

  /** Whether the peer has announced that it closes, as HTTP/2 can. */
  boolean goingAway();

  /** Whether all that has come was part of a response: else the next one cannot be told from it. */
  boolean clean();

  /** Hears of one request and its response; after the first end any other is to be ignored. */
  interface Listener {
    /** The request is being written. */
    void sending();

    /** The request is written. */
    void written();

    /** It cannot be written: something in it is not HTTP. */
    void notHttp(IllegalArgumentException cause);

    /** The head of the final response is complete. */
    void headArrived(ResponseHead head);

    /** Bytes of the body are here; they are valid during the call. */
    void bodyArrived(ByteBuf bytes);

    /** The response is complete. */
    void completed();

    /** What came is no HTTP, or too much of it. */
    void malformed(Throwable cause);

    /** The peer reset the stream with this error code. */
    void streamReset(long code);

    /** The connection does not carry it any further. */
    void broken();

    /** What came could not be dealt with, by a fault of ours. */
    void failed(Throwable bug);
  }
}
