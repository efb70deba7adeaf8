package io.probity.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.alert.EventType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "90, 1 min 30 s",
    "3600, 1 h",
    "3661, 1 h 1 min",
    "86400, 1 d",
    "180061, 2 d 2 h 1 min"
  })
  void nameSpansOfTimeByTheUnitsThatMatter(long seconds, String words) {
    assertThat(Words.span(Duration.ofSeconds(seconds))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "recovered, up, Orders <API> is up again",
    "recovered, degraded, 'Orders <API> is up again, but degraded'",
    "paused, down, Orders <API> was paused while it was down",
    "deleted, down, Orders <API> was deleted while it was down"
  })
  void sayHowAnOutageEnded(String reason, String state, String words) {
    ObjectNode data = Messages.data().put("reason", reason).put("state", state);
    data.put("downSeconds", 90).putNull("failure");
    News news = new News(EventType.ENDPOINT_UP, Messages.AT, data);
    assertThat(Words.headline(news)).isEqualTo(words);
    assertThat(Words.detail(news)).isEqualTo("It was down for 1 min 30 s.");
  }

  @Test
  void sayHowLongAnOutageHasLasted() {
    ObjectNode data = Messages.data().put("downSeconds", 90).putNull("failure");
    News news = new News(EventType.ENDPOINT_REMINDER, Messages.AT, data);
    assertThat(Words.headline(news)).isEqualTo("Orders <API> is still down");
    assertThat(Words.detail(news)).isEqualTo("It has been down for 1 min 30 s.");
  }

  @Test
  void sayWhenACertificateExpires() {
    News news = new News(EventType.CERTIFICATE_EXPIRING, Messages.AT, Messages.data());
    assertThat(Words.headline(news))
        .isEqualTo("The certificate of Orders <API> expires on 2026-12-01 00:00 UTC");
  }
}
