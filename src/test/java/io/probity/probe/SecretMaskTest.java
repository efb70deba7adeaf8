package io.probity.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.Auth;
import io.probity.secret.Secret;
import io.probity.testing.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretMaskTest {
  private static final SecretMask MASK =
      SecretMask.of(
          Specs.of("https://x.test/p?api_key=q%2Fkey&format=json&id=0123456789abcdef&sig=abc")
              .headers(Map.of("Cookie", "sid=cookie-1", "Accept", "text/html"))
              .secretHeaders(
                  Map.of(
                      "X-Key", new Secret("k3y/\"quoted\" \\1"),
                      "X-Auth", new Secret("Token header-t0ken"),
                      "X-Short", new Secret("abc")))
              .auth(new Auth.Basic("user", new Secret("pass wörd")))
              .spec());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "X-Key: k3y/\"quoted\" \\1.                | X-Key: ***.",
        "{\"X-Key\":\"k3y/\\\"quoted\\\" \\\\1\"}  | {\"X-Key\":\"***\"}",
        "{\"X-Key\":\"k3y\\/\\\"quoted\\\" \\\\1\"} | {\"X-Key\":\"***\"}",
        "key=k3y%2F%22quoted%22+%5C1&a             | key=***&a",
        "key=k3y%2f%22quoted%22%20%5c1&a           | key=***&a",
        "Token header-t0ken, header-t0ken          | ***, ***",
        "Basic dXNlcjpwYXNzIHfDtnJk!               | Basic ***!",
        "pass wörd and pass%20w%C3%B6rd            | *** and ***",
        "cookie: sid=cookie-1; text/html           | cookie: ***; text/html",
        "?api_key=q%2Fkey, q/key, format=json      | ?api_key=***, ***, format=json",
        "0123456789abcdef0123456789abcdef          | ***",
        "abc is too short                          | abc is too short",
        "cut: \"Token head…\", expected \"a\"      | cut: \"***…\", expected \"a\"",
        "cut: \"Tok…\", expected \"a\"             | cut: \"Tok…\", expected \"a\"",
        "cut: pass w                               | cut: ***",
        "nothing to hide                           | nothing to hide"
      })
  void hidesEveryCredentialInEveryForm(String text, String masked) {
    assertThat(MASK.of(text)).isEqualTo(masked);
  }

  @Test
  void reachesNestedEvidenceAndLeavesNumbers() {
    Failure failure =
        new Failure(
            FailureClass.ASSERTION_JSON,
            "Was q/key.",
            Map.of("a", List.of(Map.of("b", "q/key"), 7), "n", 1.5, "t", true));
    assertThat(MASK.of(failure))
        .isEqualTo(
            new Failure(
                FailureClass.ASSERTION_JSON,
                "Was ***.",
                Map.of("a", List.of(Map.of("b", "***"), 7), "n", 1.5, "t", true)));
  }

  @Test
  void withoutCredentialsNothingChanges() {
    Failure failure = Failure.of(FailureClass.STATUS_5XX, "The status was 500.");
    SecretMask none = SecretMask.of(Specs.of("https://x.test/?page=2").spec());
    assertThat(none.of(failure)).isSameAs(failure);
    assertThat(none.of((Failure) null)).isNull();
  }
}
