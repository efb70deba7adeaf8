package io.probity.probe.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A server whose queue of connections is full until it begins to accept; then it answers 204. */
final class LateAcceptor implements AutoCloseable {
  private static final byte[] NO_CONTENT =
      "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final List<Socket> fillers = new ArrayList<>();
  private final ScheduledExecutorService acceptor = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService answerers = Executors.newCachedThreadPool();

  LateAcceptor() {
    try {
      listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      for (int i = 0; i < 2; i++) {
        fillers.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  void acceptAfter(Duration delay) {
    acceptor.schedule(this::accept, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket accepted = listener.accept();
        answerers.execute(() -> answer(accepted));
      }
    } catch (IOException closed) {
      answerers.shutdown();
    }
  }

  private static void answer(Socket accepted) {
    try (accepted) {
      if (accepted.getInputStream().read() >= 0) {
        accepted.getOutputStream().write(NO_CONTENT);
        accepted.shutdownOutput();
        accepted.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket filler : fillers) {
        filler.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor.shutdownNow();
  }
}
