package io.probity.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.endpoint.InvalidInput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHOP =
      "{'slug': 'shop', 'title': 'Shop', 'match': {'labels': {'team': 'a'}}, 'groupBy': 'env', 'public': true}";

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void acceptsWhatItAnswers() {
    StatusPageSpec spec = StatusPageCodec.read(json(SHOP));
    assertThat(spec.match().labels()).isEqualTo(Map.of("team", "a"));
    assertThat(spec.open()).isTrue();
    assertThat(StatusPageCodec.read(StatusPageCodec.show(spec))).isEqualTo(spec);
  }

  @Test
  void isNotPublicUnlessSomebodySaysSo() {
    StatusPageSpec spec =
        StatusPageCodec.patch(json("{'public': null}"), StatusPageCodec.read(json(SHOP)));
    assertThat(spec.open()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop", "-shop", "shop-", "a/b", "..", "a b", "ä", ""})
  void takesOnlySlugsThatNeedNoEncoding(String slug) {
    assertThatThrownBy(() -> StatusPageCodec.read(json(SHOP.replace("'shop'", "'" + slug + "'"))))
        .isInstanceOfSatisfying(
            InvalidInput.class,
            e -> assertThat(e.errors()).extracting(each -> each.pointer()).contains("/slug"));
  }

  @Test
  void namesAllThatIsWrong() {
    assertThatThrownBy(() -> StatusPageCodec.read(json("{'title': 1, 'match': {}, 'extra': 1}")))
        .isInstanceOfSatisfying(
            InvalidInput.class,
            e ->
                assertThat(e.errors())
                    .extracting(each -> each.pointer())
                    .containsExactlyInAnyOrderElementsOf(
                        List.of("/slug", "/title", "/match", "/extra")));
  }
}
