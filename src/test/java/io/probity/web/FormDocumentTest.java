package io.probity.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.web.FormDocument.Pair;
import org.junit.jupiter.api.Test;

class FormDocumentTest {
  private static FormDocument form(String text) {
    ObjectNode document = FormSamples.json(text);
    return new FormDocument(document, 1, false);
  }

  @Test
  void tellsNoValueFromNullWhereBothMeanSomething() {
    FormDocument form = form("{\"thresholds\": {\"confirm\": null}}");
    assertThat(form.orNone("/thresholds/confirm").value()).isEqualTo("none");
    assertThat(form.orNone("/thresholds/of").value()).isEmpty();
    assertThat(form.field("/thresholds/confirm").value()).isEmpty();
  }

  @Test
  void aSwitchIsAsByDefaultUnlessItIsSet() {
    FormDocument form = form("{\"tls\": {\"verify\": false}}");
    assertThat(form.field("/tls/verify").on(true)).isFalse();
    assertThat(form.field("/redirects/follow").on(true)).isTrue();
    assertThat(form.field("/paused").on(false)).isFalse();
  }

  @Test
  void keepsTheOrderOfPairs() {
    assertThat(form("{\"labels\": {\"b\": \"1\", \"a\": \"2\"}}").pairs("/labels").entries())
        .containsExactly(new Pair("b", "1"), new Pair("a", "2"));
    assertThat(form("{}").pairs("/labels").entries()).isEmpty();
  }

  @Test
  void makesIdsOfPointers() {
    assertThat(form("{}").field("/timeouts/dns").id()).isEqualTo("f-timeouts-dns");
  }
}
