package io.probity.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that does to its clients what a script says, on a loopback address of its choice. Each
 * connection runs the script once, on a thread of its own.
 */
public final class TargetServer implements AutoCloseable {
  /** What happens on a connection; an {@link IOException} ends it quietly. */
  @FunctionalInterface
  public interface Script {
    void serve(Conversation with) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final boolean tls;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Conversation.Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  private TargetServer(String address, int backlog, boolean tls) {
    this.tls = tls;
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), backlog);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server in clear on 127.0.0.1. */
  public static TargetServer plain(Script script) {
    return plainOn("127.0.0.1", script);
  }

  /** A server in clear on a loopback address. */
  public static TargetServer plainOn(String address, Script script) {
    return new TargetServer(address, 50, false).accepting(script);
  }

  /** A server that shakes hands with this certificate before the script begins. */
  public static TargetServer tls(TestCa.Issued identity, Script script) {
    SSLContext context = contextOf(identity);
    return tls(context, socket -> {}, script);
  }

  /** The same with the JDK's settings of the server socket in the caller's hands. */
  public static TargetServer tls(
      SSLContext context, java.util.function.Consumer<SSLSocket> settings, Script script) {
    return new TargetServer("127.0.0.1", 50, true)
        .accepting(
            with -> {
              with.secure(context, settings);
              script.serve(with);
            });
  }

  /** A server that says it is TLS in its URL, and whose script sees the raw bytes. */
  public static TargetServer rawTls(Script script) {
    return new TargetServer("127.0.0.1", 50, true).accepting(script);
  }

  /** A port whose queue of connections is full, so that further SYNs go unanswered. */
  public static TargetServer deaf() {
    TargetServer server = new TargetServer("127.0.0.1", 1, false);
    for (int i = 0; i < 3; i++) {
      Socket filler = new Socket();
      server.open.add(filler);
      Thread filling =
          new Thread(
              () -> {
                try {
                  filler.connect(server.listener.getLocalSocketAddress());
                } catch (IOException closedMeanwhile) {
                  Thread.currentThread().interrupt();
                }
              });
      filling.setDaemon(true);
      filling.start();
      if (i < 2) {
        join(filling);
      }
    }
    return server;
  }

  /** A loopback address and port where nobody listens: "127.0.0.1:port". */
  public static int closedPort() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return taken.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server half of TLS for a certificate; asks clients for nothing. */
  public static SSLContext contextOf(TestCa.Issued identity) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "server",
          identity.key().getPrivate(),
          new char[0],
          identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(keys, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** An absolute URL under a host name. */
  public String url(String host, String path) {
    return (tls ? "https://" : "http://") + host + ":" + port() + path;
  }

  /** How many connections were accepted. */
  public int connections() {
    return connections.get();
  }

  /** The requests read so far, over all connections. */
  public List<Conversation.Request> requests() {
    return new ArrayList<>(requests);
  }

  /** Forgets the requests read so far; a long run would fill the heap with them. */
  public void forgetRequests() {
    requests.clear();
  }

  /** How many accepted connections have not been closed by either side, as far as is known. */
  public int openConnections() {
    return (int) open.stream().filter(socket -> !socket.isClosed()).count();
  }

  /** Ends all connections and stops listening. */
  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TargetServer accepting(Script script) {
    daemon(
        () -> {
          while (!listener.isClosed()) {
            Socket socket = listener.accept();
            connections.incrementAndGet();
            open.add(socket);
            daemon(() -> converse(socket, script));
          }
        });
    return this;
  }

  private void converse(Socket socket, Script script) throws IOException, InterruptedException {
    try (socket) {
      script.serve(new Conversation(socket, closed, requests::add));
    } finally {
      open.remove(socket);
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
              } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            },
            "target");
    thread.setDaemon(true);
    thread.start();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
