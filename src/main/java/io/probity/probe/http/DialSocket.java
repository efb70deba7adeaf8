package io.probity.probe.http;

import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A socket that knows whether a connection was made before connecting failed: then it was reset at
 * once. Its exception does not tell that from a network that cannot be reached. But Linux lets the
 * send buffer grow when, and only when, the peer has accepted (tcp_init_buffer_space). Where it
 * does not, because buffers begin above about 85 KiB or the system is another, the exception stays
 * as it is.
 */
final class DialSocket extends NioSocketChannel {
  private int sendBufferBefore;

  @Override
  protected boolean doConnect(SocketAddress remote, SocketAddress local) throws Exception {
    sendBufferBefore = config().getSendBufferSize();
    return super.doConnect(remote, local);
  }

  /**
   * Looks before it asks, because the JDK closes a socket that could not be connected.
   *
   * @throws ResetAtOnce if there was a connection
   */
  @Override
  protected void doFinishConnect() throws Exception {
    boolean made = config().getSendBufferSize() > sendBufferBefore;
    try {
      super.doFinishConnect();
    } catch (IOException e) {
      throw made ? new ResetAtOnce(e) : e;
    }
  }
}
