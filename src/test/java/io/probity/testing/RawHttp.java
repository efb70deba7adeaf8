package io.probity.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client that sends whatever bytes it is given, be they no request at all. Keeps its
 * connection; for one thread.
 */
public final class RawHttp implements AutoCloseable {
  private final int port;
  private final Duration patience;
  private @Nullable Socket socket;

  /**
   * A client of 127.0.0.1.
   *
   * @param patience how long a read may wait; longer is a {@link java.net.SocketTimeoutException}
   */
  public RawHttp(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  /**
   * An answer.
   *
   * @param headers lower-case names, last values
   * @param body empty for a stream without end, which is not read
   */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** The value of a header, empty if there is none. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Sends the bytes and reads one answer, on a new connection if the old one is gone. */
  public Answer send(byte[] request) throws IOException {
    boolean isReused = socket != null;
    try {
      return exchange(request);
    } catch (IOException e) {
      close();
      if (!isReused || e instanceof java.net.SocketTimeoutException) {
        throw e;
      }
      return exchange(request);
    }
  }

  private Answer exchange(byte[] request) throws IOException {
    Socket used = socket;
    if (used == null) {
      used = new Socket();
      used.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 5_000);
      used.setTcpNoDelay(true);
      used.setSoTimeout((int) patience.toMillis());
      socket = used;
    }
    try {
      used.getOutputStream().write(request);
    } catch (IOException refusedWhileSending) {
      // The answer may be there all the same.
    }
    InputStream in = new java.io.BufferedInputStream(used.getInputStream());
    int status = Integer.parseInt(line(in).split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    Answer answer = new Answer(status, headers, body(in, status, request, headers));
    if (endsHere(headers)) {
      close();
    }
    return answer;
  }

  private static boolean isStream(Map<String, String> headers) {
    return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
  }

  private static boolean endsHere(Map<String, String> headers) {
    return isStream(headers) || headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  private static String body(
      InputStream in, int status, byte[] request, Map<String, String> headers) throws IOException {
    boolean isHead = request.length > 4 && new String(request, 0, 5).equals("HEAD ");
    if (isHead || status == 204 || status == 304 || isStream(headers)) {
      return "";
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      for (int size = size(line(in)); size > 0; size = size(line(in))) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    } else {
      body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }
    return new String(unpacked(body.toByteArray(), headers), StandardCharsets.UTF_8);
  }

  private static byte[] unpacked(byte[] body, Map<String, String> headers) throws IOException {
    return switch (headers.getOrDefault("content-encoding", "")) {
      case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(body)).readAllBytes();
      default -> body;
    };
  }

  private static int size(String line) {
    return Integer.parseInt(line.split(";", 2)[0].strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server left");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
