package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldNamesTest {
  @ParameterizedTest
  @CsvSource({
    "Content-Type, content-type",
    "content-type, content-type",
    "CONTENT-type, content-type",
    "ETag, etag",
    "X-Of-Its-Own, x-of-its-own",
    "I, i"
  })
  void aNameIsLowerCaseHoweverItWasWritten(String name, String lowerCase) {
    assertThat(FieldNames.lowerCase(new AsciiString(name))).isEqualTo(lowerCase);
    assertThat(FieldNames.lowerCase(name)).isEqualTo(lowerCase);
  }

  @ParameterizedTest
  @CsvSource({"Content-Type, content-type", "date, date"})
  void aUsualNameIsTheSameStringEachTime(String name, String lowerCase) {
    assertThat(FieldNames.lowerCase(new AsciiString(name)))
        .isSameAs(FieldNames.lowerCase(new AsciiString(lowerCase)));
  }
}
