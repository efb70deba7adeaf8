package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest {
  @Test
  void findsTheInstantsOfASentence() {
    assertThat(Prose.of("until 2026-11-22T12:00:00Z by maria, then 2026-11-23T00:30:00.5Z."))
        .extracting(each -> each.at() == null ? each.text() : each.at().full())
        .containsExactly(
            "until ",
            "22 Nov 2026 12:00:00 UTC",
            " by maria, then ",
            "23 Nov 2026 00:30:00 UTC",
            ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "at 2026-13-45T99:00:00Z", "id 12026-11-22T12:00:00Z"})
  void leavesEverythingElseAsItIs(String sentence) {
    assertThat(Prose.of(sentence)).allMatch(each -> each.at() == null);
    assertThat(Prose.of(sentence).stream().map(Prose.Piece::text).collect(Collectors.joining()))
        .isEqualTo(sentence);
  }
}
