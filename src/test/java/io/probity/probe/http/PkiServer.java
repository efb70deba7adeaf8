package io.probity.probe.http;

import io.probity.testing.Conversation;
import io.probity.testing.TargetServer;
import java.io.IOException;

/** What the authorities that certificates point to answer. */
final class PkiServer {
  private PkiServer() {}

  /** A server whose answer is decided when it is asked. */
  interface Answer {
    byte[] bytes();
  }

  static TargetServer answering(Answer answer) {
    return TargetServer.plain(
        with -> {
          with.request();
          send(with, answer.bytes());
        });
  }

  static void send(Conversation with, byte[] bytes) throws IOException {
    with.send("HTTP/1.1 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n");
    with.send(bytes);
    with.drain();
  }
}
