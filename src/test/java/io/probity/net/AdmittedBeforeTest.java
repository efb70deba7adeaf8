package io.probity.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmittedBeforeTest {
  private static final List<InetAddress> ONE =
      List.of(IpLiteral.address(new byte[] {127, 1, 1, 1}));
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - MINUTE / 2);
  private final AdmittedBefore before = new AdmittedBefore(nanos::get);

  @Test
  void holdsAsLongAsItIsSaidTo() {
    before.put("a.example", Family.ANY, 1, ONE, MINUTE);
    nanos.addAndGet(MINUTE - 1);
    assertThat(before.find("a.example", Family.ANY, 1)).isEqualTo(ONE);
    nanos.incrementAndGet();
    assertThat(before.find("a.example", Family.ANY, 1)).isNull();
  }

  @Test
  void believesNothingForLongerThanFiveMinutes() {
    before.put("127.1.1.1", Family.ANY, 1, ONE, Long.MAX_VALUE);
    nanos.addAndGet(5 * MINUTE - 1);
    assertThat(before.find("127.1.1.1", Family.ANY, 1)).isEqualTo(ONE);
    nanos.incrementAndGet();
    assertThat(before.find("127.1.1.1", Family.ANY, 1)).isNull();
  }

  @Test
  void knowsNothingOfAnotherHostFamilyOrVersion() {
    before.put("a.example", Family.V4, 1, ONE, MINUTE);
    assertThat(before.find("b.example", Family.V4, 1)).isNull();
    assertThat(before.find("a.example", Family.ANY, 1)).isNull();
    assertThat(before.find("a.example", Family.V4, 2)).isNull();
    assertThat(before.find("a.example", Family.V4, 1)).as("once out of date").isNull();
  }

  @Test
  void whatHasExpiredGoesAsOthersComeAndThereAreNeverMoreThanItsBound() {
    before.put("a.example", Family.ANY, 1, ONE, MINUTE);
    before.put("b.example", Family.ANY, 1, ONE, 5 * MINUTE);
    nanos.addAndGet(2 * MINUTE);
    before.put("c.example", Family.ANY, 1, ONE, MINUTE);
    assertThat(before.size()).isEqualTo(2);
    for (int i = 0; i <= AdmittedBefore.MAX_ENTRIES; i++) {
      before.put(i + ".example", Family.ANY, 1, ONE, MINUTE);
    }
    assertThat(before.size()).isEqualTo(AdmittedBefore.MAX_ENTRIES);
    assertThat(before.find("b.example", Family.ANY, 1)).isNull();
    assertThat(before.find("2.example", Family.ANY, 1)).isEqualTo(ONE);
  }
}
