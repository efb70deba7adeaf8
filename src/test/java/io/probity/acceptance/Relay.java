package io.probity.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a replica and its database. When it is cut, connections stay open and nothing
 * passes, as where a cable is pulled; what was under way arrives once it is mended.
 */
final class Relay implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean cut;

  /**
   * A relay to a port on loopback.
   *
   * @param host where it listens
   */
  Relay(String host, int port) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    listener = new ServerSocket(0, 50, InetAddress.getByName(host));
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lets nothing pass from now on. */
  synchronized void cut() {
    cut = true;
  }

  /** Undoes it. */
  synchronized void mend() {
    cut = false;
    notifyAll();
  }

  private synchronized void awaitWhole() throws InterruptedException {
    while (cut) {
      wait();
    }
  }

  private void accept() throws IOException, InterruptedException {
    while (true) {
      Socket client = listener.accept();
      sockets.add(client);
      daemon(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException, InterruptedException {
    awaitWhole();
    Socket server = new Socket();
    sockets.add(server);
    try {
      server.connect(target);
    } catch (IOException refused) {
      end(client, server);
      return;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    daemon(() -> pump(client, server));
    pump(server, client);
  }

  private void pump(Socket from, Socket to) throws InterruptedException {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        awaitWhole();
        out.write(chunk, 0, read);
      }
      awaitWhole();
    } catch (IOException gone) {
      awaitWhole();
    } finally {
      end(from, to);
    }
  }

  private void end(Socket... both) {
    for (Socket each : both) {
      sockets.remove(each);
      try {
        each.close();
      } catch (IOException closed) {
        // It is gone, which is what was wanted.
      }
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException closed) {
                // The relay was closed.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    end(sockets.toArray(new Socket[0]));
  }
}
