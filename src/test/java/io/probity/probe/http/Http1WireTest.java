package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.probity.endpoint.EndpointSpec;
import io.probity.testing.Specs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests and responses on one connection, byte by byte. */
class Http1WireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final Tap tap = new Tap();
  private final Http1Wire wire = Http1Wire.on(channel, tap);

  @AfterEach
  void leavesNothingBehind() {
    channel.finishAndReleaseAll();
  }

  private Heard send(Specs specs) {
    EndpointSpec spec = specs.spec();
    Heard heard = new Heard();
    tap.listener(new Anybody());
    wire.send(new Outgoing(HopRequest.first(spec), spec, "probity/test", false), heard);
    return heard;
  }

  private static Specs get() {
    return Specs.of("http://x.test/a?b=c");
  }

  private ByteBuf receive(String bytes) {
    ByteBuf received = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
    channel.writeInbound(received);
    return received;
  }

  private String written() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.append(out.toString(StandardCharsets.UTF_8));
      out.release();
    }
    return all.toString();
  }

  @Test
  void tellsOfARequestAndItsResponseInOrder() {
    Heard heard = send(get());
    assertThat(written())
        .startsWith("GET /a?b=c HTTP/1.1\r\nhost: x.test\r\nuser-agent: probity/test\r\n")
        .endsWith("\r\n\r\n");
    receive("HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 4\r\n\r\nfi");
    assertThat(heard.events).containsExactly("sending", "written", "200 [1, 2]", "fi");
    receive("ne");
    assertThat(heard.events).endsWith("fi", "ne", "completed");
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void namesAreLowerCaseHoweverTheServerWritesThem() {
    Heard heard = send(get());
    receive("HTTP/1.1 200 OK\r\nX-A: 1\r\nDATE: now\r\nConTent-LENGTH: 0\r\nServer: s\r\n\r\n");
    assertThat(heard.names).containsExactly("x-a", "date", "content-length", "server");
  }

  @Test
  void sendsABodyWithItsLengthInBytes() {
    send(get().method("POST", "grün"));
    assertThat(written()).contains("\r\ncontent-length: 5\r\n").endsWith("\r\n\r\ngrün");
  }

  @Test
  void passesOverInterimResponses() {
    Heard heard = send(get());
    receive("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK);
    assertThat(heard.events).containsExactly("sending", "written", "200 []", "fine", "completed");
  }

  @Test
  void aResponseToHeadHasNoBodyAndTheNextOneHas() {
    Heard head = send(get().method("HEAD", null));
    receive("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
    assertThat(head.events).endsWith("200 []", "completed");
    Heard next = send(get());
    receive(OK);
    assertThat(next.events).endsWith("200 []", "fine", "completed");
    assertThat(head.events).doesNotContain("fine");
  }

  @Test
  void whatComesUnaskedClosesTheConnection() {
    ByteBuf unasked = receive("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    assertThat(channel.isActive()).isFalse();
    assertThat(unasked.refCnt()).isZero();
  }

  @Test
  void aSecondResponseToOneRequestClosesTheConnection() {
    Heard heard = send(get());
    ByteBuf both = receive(OK + OK);
    assertThat(heard.events).containsOnlyOnce("completed");
    assertThat(channel.isActive()).isFalse();
    assertThat(both.refCnt()).isZero();
  }

  @Test
  void aBodyBeyondItsLengthSpoilsTheConnection() {
    Heard heard = send(get());
    receive(OK + "!");
    assertThat(heard.events).endsWith("fine", "completed");
    assertThat(wire.clean()).isFalse();
  }

  @Test
  void aResponseInPiecesSpoilsNothing() {
    Heard heard = send(get());
    for (char each : OK.toCharArray()) {
      receive(String.valueOf(each));
    }
    assertThat(heard.events).endsWith("f", "i", "n", "e", "completed");
    assertThat(wire.clean()).isTrue();
  }

  @Test
  void partOfALineOnAnIdleConnectionClosesIt() {
    ByteBuf part = receive("HTTP/1.1 40");
    assertThat(channel.isActive()).isFalse();
    assertThat(part.refCnt()).isZero();
  }

  @Test
  void aFaultOfOursIsNotToldAsTheTargets() {
    Heard heard =
        new Heard() {
          @Override
          public void headArrived(ResponseHead head) {
            throw new IllegalStateException("ours");
          }
        };
    EndpointSpec spec = get().spec();
    tap.listener(new Anybody());
    wire.send(new Outgoing(HopRequest.first(spec), spec, "probity/test", false), heard);
    receive(OK);
    assertThat(heard.events).containsExactly("sending", "written", "failed");
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void blanksAroundAValueAreNoPartOfIt() {
    send(get().headers(Map.of("X-A", " \ta b ", "X-B", " ")));
    assertThat(written()).contains("\r\nx-a: a b\r\n").contains("\r\nx-b: \r\n");
  }

  @Test
  void rubbishOnAnIdleConnectionClosesIt() {
    receive("SSH-2.0-OpenSSH_9.2\r\n");
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void rubbishInsteadOfAResponseIsToldOnce() {
    Heard heard = send(get());
    receive("HTTP/1.1 two hundred\r\n\r\n");
    receive("more\r\n\r\n");
    assertThat(heard.events).containsExactly("sending", "written", "malformed");
  }

  @Test
  void aResponseMayBeFollowedByTheNextRequestAtOnce() {
    Heard next = new Heard();
    EndpointSpec spec = get().spec();
    Outgoing out = new Outgoing(HopRequest.first(spec), spec, "probity/test", false);
    Heard first =
        new Heard() {
          @Override
          public void completed() {
            super.completed();
            wire.send(out, next);
          }
        };
    tap.listener(new Anybody());
    wire.send(out, first);
    receive(OK);
    assertThat(first.events).endsWith("completed");
    assertThat(next.events).containsExactly("sending", "written");
    receive(OK);
    assertThat(next.events).endsWith("completed");
  }

  @Test
  void whatIsNoHttpIsNotSent() {
    Heard heard = send(get().headers(Map.of("X-A", "1\r\nX-B: 2")));
    assertThat(heard.events).containsExactly("notHttp");
    assertThat(written()).isEmpty();
    assertThat(channel.isActive()).isTrue();
  }

  @Test
  void aRequestOnAClosedConnectionIsBroken() {
    channel.close();
    assertThat(send(get()).events).containsExactly("sending", "broken");
  }

  @Test
  void anErrorBreaksTheRequestAndTheConnection() {
    Heard heard = send(get());
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
    assertThat(heard.events).endsWith("broken");
    assertThat(channel.isActive()).isFalse();
  }

  @Test
  void aBodyWithoutALengthEndsWithTheConnection() {
    Heard heard = send(get());
    receive("HTTP/1.0 200 OK\r\n\r\nabc");
    assertThat(heard.events).endsWith("abc");
    channel.close();
    assertThat(heard.events).endsWith("abc", "completed");
  }

  /** Whoever hears of the connection itself. */
  private static final class Anybody implements Tap.Listener {
    @Override
    public void bytesArrived() {}

    @Override
    public void tlsBroken() {}

    @Override
    public void closed() {}
  }

  /** What was heard, in order. */
  private static class Heard implements Wire.Listener {
    final List<String> events = new ArrayList<>();
    final List<String> names = new ArrayList<>();

    @Override
    public void sending() {
      events.add("sending");
    }

    @Override
    public void written() {
      events.add("written");
    }

    @Override
    public void notHttp(IllegalArgumentException cause) {
      events.add("notHttp");
    }

    @Override
    public void headArrived(ResponseHead head) {
      events.add(head.status() + " " + head.headers().getOrDefault("x-a", List.of()));
      names.addAll(head.headers().keySet());
    }

    @Override
    public void bodyArrived(ByteBuf bytes) {
      events.add(bytes.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void completed() {
      events.add("completed");
    }

    @Override
    public void malformed(Throwable cause) {
      events.add("malformed");
    }

    @Override
    public void streamReset(long code) {
      events.add("reset " + code);
    }

    @Override
    public void broken() {
      events.add("broken");
    }

    @Override
    public void failed(Throwable bug) {
      events.add("failed");
    }
  }
}
