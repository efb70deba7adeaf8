package io.probity.alert.webhook;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in a sentence why nothing came back, from the types of exceptions alone. Pure. */
final class SendFailure {
  private static final int DEEPEST = 10;

  private SendFailure() {}

  static String sentence(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      if (cause instanceof UnfitTemplate) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof ConnectTimeoutException) {
        return "The receiver did not take the connection in time.";
      }
      if (cause instanceof ConnectException) {
        return "The receiver refused the connection.";
      }
      if (cause instanceof SSLException) {
        return "The TLS handshake with the receiver failed: " + innermost(cause) + ".";
      }
      if (cause instanceof TimeoutException) {
        return "The receiver did not answer in time.";
      }
      if (cause instanceof ClosedChannelException || cause instanceof SocketException) {
        return "The receiver closed the connection before it answered.";
      }
    }
    return "Sending failed: " + thrown.getClass().getSimpleName() + ".";
  }

  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause.getCause() != null && depth < DEEPEST; depth++) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
