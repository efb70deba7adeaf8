package io.probity.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.endpoint.RedirectSpec;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.HttpVersion;
import io.probity.probe.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
  private static Redirects.Next after(String url, int status, String location, boolean downgrade) {
    HopRequest first = new HopRequest("GET", URI.create(url), null, true);
    Response response =
        new Response(
            status, HttpVersion.HTTP_1_1, Map.of("location", List.of(location)), 0, new byte[0]);
    return new Redirects(new RedirectSpec(true, 5, downgrade), first).after(first, response);
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.test, b, http://a.test/b, true",
    "http://a.test/x/y?q=1, z, http://a.test/x/z, true",
    "http://a.test/x/y?q=1, ?r=2, http://a.test/x/y?r=2, true",
    "http://a.test/x, //b.test/y, http://b.test/y, false",
    "http://a.test/x, https://a.test/x, https://a.test/x, false",
    "http://a.test/x, http://a.test:80/y#part, http://a.test:80/y, true",
    "http://a.test/x, http://a.test:81/y, http://a.test:81/y, false",
    "http://a.test/x, http://user:pw@a.test/y, http://a.test/y, true",
    "http://[::1]:8080/x, /y, http://[::1]:8080/y, true"
  })
  void aLocationIsResolvedAndTrustEndsAtTheOrigin(
      String url, String location, String expected, boolean trusted) {
    Redirects.Next next = after(url, 302, location, false);
    assertThat(next).isInstanceOf(Redirects.Next.Follow.class);
    HopRequest request = ((Redirects.Next.Follow) next).request();
    assertThat(request.url()).hasToString(expected);
    assertThat(request.trusted()).isEqualTo(trusted);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.test/, http://a.test/, REDIRECT_DENIED",
    "https://a.test/, javascript:alert(1), REDIRECT_DENIED",
    "https://a.test/, file:///etc/passwd, REDIRECT_DENIED",
    "https://a.test/, https://a b/, REDIRECT_INVALID",
    "https://a.test/, https://under_score.test/, REDIRECT_INVALID",
    "https://a.test/, https:///path, REDIRECT_INVALID",
    "https://a.test/, https://a.test:65536/, REDIRECT_INVALID",
    "https://a.test/, https://a.test:99999999999/, REDIRECT_INVALID",
    "https://a.test/, '', REDIRECT_INVALID",
    "https://a.test/, https://a.test/, REDIRECT_LOOP"
  })
  void whatCannotBeFollowedHasItsClass(String url, String location, FailureClass cls) {
    Redirects.Next next = after(url, 301, location, false);
    assertThat(next).isInstanceOf(Redirects.Next.Failed.class);
    Failure failure = ((Redirects.Next.Failed) next).failure();
    assertThat(failure.cls()).isEqualTo(cls);
    assertThat(failure.evidence()).containsKey("url");
  }

  @Test
  void saysWhatIsWrongWithTheLocation() {
    assertThat(invalid()).isEqualTo("Status 302 came without a Location.");
    assertThat(invalid("https://a b/"))
        .isEqualTo("Status 302 came with a Location that is no URL.");
    assertThat(invalid("/x", "/y")).isEqualTo("Status 302 came with 2 Location headers.");
  }

  private static String invalid(String... location) {
    HopRequest first = new HopRequest("GET", URI.create("http://a.test/"), null, true);
    Response response =
        new Response(
            302, HttpVersion.HTTP_1_1, Map.of("location", List.of(location)), 0, new byte[0]);
    Redirects.Next next =
        new Redirects(new RedirectSpec(true, 5, false), first).after(first, response);
    return ((Redirects.Next.Failed) next).failure().detail();
  }

  @Test
  void aDowngradeIsFollowedWhereAllowedAndOnlyRedirectsAreFollowed() {
    assertThat(after("https://a.test/", 302, "http://a.test/", true))
        .isInstanceOf(Redirects.Next.Follow.class);
    assertThat(after("https://a.test/", 304, "/x", true)).isInstanceOf(Redirects.Next.Final.class);
    assertThat(after("https://a.test/", 201, "/x", true)).isInstanceOf(Redirects.Next.Final.class);
  }

  @Test
  void queryValuesAreMasked() {
    assertThat(MaskedUrl.of(URI.create("https://a.test/p?key=s3cret&flag&x=")))
        .isEqualTo("https://a.test/p?key=***&***&x=***");
  }
}
