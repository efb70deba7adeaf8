package io.probity.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One accepted connection in the hands of a {@link TargetServer.Script}. */
public final class Conversation {
  /** A request as it was read; header names in lower case. */
  public record Request(String method, String target, Map<String, String> headers, String body) {}

  private final Socket raw;
  private final CountDownLatch serverClosed;
  private final Consumer<Request> record;
  private Socket socket;

  Conversation(Socket raw, CountDownLatch serverClosed, Consumer<Request> record) {
    this.raw = raw;
    this.socket = raw;
    this.serverClosed = serverClosed;
    this.record = record;
  }

  /** Shakes hands as a server. */
  public void secure(SSLContext context, Consumer<SSLSocket> settings) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(raw, null, raw.getPort(), true);
    secured.setUseClientMode(false);
    settings.accept(secured);
    socket = secured;
    secured.startHandshake();
  }

  /** Reads one request. An end of the stream ends the script. */
  public Request request() throws IOException {
    String[] start = line().split(" ");
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = socket.getInputStream().readNBytes(length);
    Request request =
        new Request(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8));
    record.accept(request);
    return request;
  }

  /** Answers every request with the same 200 until the client leaves. */
  public void serveOk(String body) throws IOException {
    serveOk("Content-Type: text/plain", body);
  }

  /** The same with another header field. */
  public void serveOk(String header, String body) throws IOException {
    while (true) {
      request();
      respond("200 OK", header, body);
    }
  }

  /** Sends a 200 of known length. */
  public void ok(String body) throws IOException {
    respond("200 OK", "Content-Type: text/plain", body);
  }

  /** Sends a response with one more header field. */
  public void respond(String status, String header, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    send("HTTP/1.1 " + status + "\r\n" + header + "\r\nContent-Length: " + length + "\r\n\r\n");
    send(body);
  }

  /** Sends text as it is. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** Sends bytes below TLS. */
  public void sendRaw(byte[] bytes) throws IOException {
    raw.getOutputStream().write(bytes);
  }

  /** Does nothing for a while, less if the server is closed. */
  public void pause(Duration duration) throws InterruptedException {
    serverClosed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does nothing until the server is closed. */
  public void silence() throws InterruptedException {
    serverClosed.await();
  }

  /** Reads so many bytes, above TLS if there is any. */
  public byte[] receive(int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("the client left");
    }
    return bytes;
  }

  /** Reads whatever has come and whatever comes until the client closes. */
  public void drain() throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** Reads so many bytes. An end of the stream before that ends the script. */
  public byte[] read(int length) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the client left");
    }
    return bytes;
  }

  /** Waits for the first byte of the client. */
  public void firstByte() throws IOException {
    byteOf(raw.getInputStream());
  }

  /** Sends a RST, below TLS if there is any. */
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  /** Sends a FIN, below TLS if there is any; the script's end does the same. */
  public void finish() throws IOException {
    raw.shutdownOutput();
  }

  private String line() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = byteOf(in); b != '\n'; b = byteOf(in)) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static int byteOf(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new IOException("the client left");
    }
    return b;
  }
}
