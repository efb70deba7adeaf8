package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.probity.endpoint.Revocation;
import io.probity.net.Admission;
import io.probity.net.Family;
import io.probity.net.LoopbackEgress;
import io.probity.net.PinnedAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleLinksTest {
  private static final long NOW = Long.MAX_VALUE - 1;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static final PinnedAddress ADDRESS = admitted();

  private final IdleLinks idle = new IdleLinks(NOW);
  private final Shelf shelf = new Shelf();

  @Test
  void givesUpWhatIsNeededLastThoughItCameFirst() {
    Link rare = link();
    Link often = link();
    idle.add(rare, shelf, NOW, 3_600 * SECOND);
    idle.add(often, shelf, NOW, SECOND);
    idle.add(link(), shelf, NOW + SECOND / 2, SECOND);
    assertThat(idle.leastNeeded(NOW + SECOND)).isSameAs(rare);
    assertThat(idle.remove(rare)).isSameAs(shelf);
    assertThat(idle.leastNeeded(NOW + SECOND)).isNotSameAs(often);
  }

  @Test
  void givesUpWhatNobodyCameBackForFirst() {
    Link missed = link();
    Link last = link();
    idle.add(missed, shelf, NOW, SECOND);
    idle.add(last, shelf, NOW, 60 * SECOND);
    assertThat(idle.leastNeeded(NOW + 6 * SECOND - 1)).isSameAs(last);
    assertThat(idle.leastNeeded(NOW + 6 * SECOND)).isSameAs(missed);
  }

  @Test
  void knowsWhoIsHereHoweverOftenTheyComeAndGo() {
    Link[] links = new Link[50];
    for (int i = 0; i < links.length; i++) {
      links[i] = link();
      idle.add(links[i], shelf, NOW + i, (i % 3 + 1) * SECOND);
    }
    for (int i = 0; i < links.length; i += 2) {
      idle.add(links[i], shelf, NOW + SECOND, SECOND);
      assertThat(idle.remove(links[i + 1])).isSameAs(shelf);
      assertThat(idle.remove(links[i + 1])).isNull();
    }
    assertThat(idle.size()).isEqualTo(25);
    assertThat(idle.all()).hasSize(25).doesNotHaveDuplicates().contains(links[0], links[48]);
    for (Link link : idle.all()) {
      idle.remove(link);
    }
    assertThat(idle.all()).isEmpty();
    assertThat(idle.size()).isZero();
  }

  @Test
  void aConnectionIsInOneListOnly() {
    LinkList one = new LinkList();
    LinkList other = new LinkList();
    Link first = link();
    Link second = link();
    Link third = link();
    one.add(first);
    one.add(second);
    one.add(third);
    other.add(second);
    assertThat(one.toList()).containsExactly(first, third);
    assertThat(other.toList()).containsExactly(second);
    one.remove(second);
    assertThat(other.toList()).as("not taken out by another").containsExactly(second);
    one.add(first);
    assertThat(one.toList()).containsExactly(third, first);
    one.remove(first);
    one.remove(third);
    assertThat(one.isEmpty()).isTrue();
    assertThat(one.first()).isNull();
    assertThat(one.last()).isNull();
  }

  private static PinnedAddress admitted() {
    Admission admission =
        new LoopbackEgress()
            .admit("x.test", 80, Family.ANY, Duration.ofSeconds(1))
            .toCompletableFuture()
            .join();
    return ((Admission.Admitted) admission).addresses().get(0);
  }

  private static Link link() {
    Route route = new Route(false, "x.test", 80, "x.test", false, Revocation.OFF, "1.2", null);
    return new Link(
        route, ADDRESS, new EmbeddedChannel(), new Silent(), new Tap(), null, false, NOW);
  }

  /** Nothing is ever sent. */
  private static final class Silent implements Wire {
    @Override
    public void send(Outgoing out, Listener hears) {
      throw new IllegalStateException("nobody asked");
    }

    @Override
    public boolean goingAway() {
      return false;
    }

    @Override
    public boolean clean() {
      return true;
    }
  }
}
