package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.EndpointQuery;
import io.probity.history.OverviewPlace;
import io.probity.history.OverviewQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverviewChoiceTest {
  private static OverviewChoice choice(List<String> labels, List<String> states, String text) {
    return OverviewChoice.of(labels, states, text, null);
  }

  @Test
  void readsWhatWasChosen() {
    OverviewChoice choice =
        OverviewChoice.of(
            List.of("team:a:b", " env:prod "), List.of("down,up"), " shop ", "dns.nxdomain");
    assertThat(choice.query())
        .isEqualTo(
            new OverviewQuery(
                new EndpointQuery(
                    List.of(Map.entry("team", "a:b"), Map.entry("env", "prod")),
                    Set.of("down", "up"),
                    "shop"),
                "dns.nxdomain"));
  }

  @Test
  void whatMakesNoSenseIsLeftOut() {
    OverviewChoice choice = choice(List.of("", "nonsense", "\0"), List.of("sideways", ""), "\0");
    assertThat(choice.isEmpty()).isTrue();
    assertThat(choice.badLabel()).isEqualTo("nonsense");
    assertThat(choice.query()).isEqualTo(OverviewQuery.ALL);
    assertThat(choice(List.of(), List.of(), "x".repeat(999)).text()).hasSize(200);
  }

  @Test
  void linksKeepTheRestAndAreEscaped() {
    OverviewChoice choice = choice(List.of("team:a&b"), List.of("down"), "ä b");
    assertThat(choice.href()).isEqualTo("/?q=%C3%A4+b&state=down&label=team%3Aa%26b");
    assertThat(choice.toAll()).isEqualTo("/?q=%C3%A4+b&label=team%3Aa%26b");
    assertThat(choice.withoutLabel("team:a&b")).isEqualTo("/?q=%C3%A4+b&state=down");
    assertThat(choice.stream()).isEqualTo("?types=state&label=team%3Aa%26b");
    assertThat(choice(List.of(), List.of(), null).href()).isEqualTo("/");
  }

  @Test
  void aStateThatIsChosenIsLeftByItsOwnLink() {
    assertThat(choice(List.of(), List.of("down"), null).toState("down")).isEqualTo("/");
    assertThat(choice(List.of(), List.of("down"), null).toState("up")).isEqualTo("/?state=up");
  }

  @Test
  void placesSurviveTheirLinks() {
    OverviewPlace place = new OverviewPlace(5, "ä.1.b\n", 17);
    assertThat(Place.decode(Place.encode(place))).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%%%", "MS4y", "OS45OTk5OTk5OTk5OTk5OTk5OTk5OTkuYQ"})
  void whatIsNoPlaceIsTheBeginning(String text) {
    assertThat(Place.decode(text)).isNull();
  }
}
