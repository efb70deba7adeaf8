package io.probity.probe.http;

import io.probity.endpoint.RedirectSpec;
import io.probity.probe.Failure;
import io.probity.probe.FailureClass;
import io.probity.probe.Response;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows the redirects of one attempt (RFC 9110 section 15.4; the endpoint's rules). No I/O. */
final class Redirects {
  private static final int LONGEST = 8 * 1024;
  private static final int LONGEST_SCHEME = 40;
  private static final int HIGHEST_PORT = 65_535;

  /** What a response leads to. */
  sealed interface Next {
    /** It is the one to judge. */
    record Final() implements Next {}

    /** Another request. */
    record Follow(HopRequest request) implements Next {}

    /** A redirect that must not be followed. */
    record Failed(Failure failure) implements Next {}
  }

  private final RedirectSpec rules;
  private final HopRequest first;
  private @Nullable Set<String> seen;
  private int followed;

  Redirects(RedirectSpec rules, HopRequest first) {
    this.rules = rules;
    this.first = first;
  }

  Next after(HopRequest request, Response response) {
    if (!rules.follow() || !isRedirect(response.status())) {
      return new Next.Final();
    }
    List<String> location = response.headers().getOrDefault("location", List.of());
    URI url = location.size() == 1 ? resolve(request.url(), location.get(0)) : null;
    if (url == null) {
      return failed(
          FailureClass.REDIRECT_INVALID,
          "Status " + response.status() + " came " + unusable(location) + ".",
          request.url());
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return failed(
          FailureClass.REDIRECT_DENIED,
          "The redirect leads to the scheme " + bounded(scheme) + ".",
          request.url());
    }
    if (url.getHost() == null || url.getPort() > HIGHEST_PORT) {
      return failed(
          FailureClass.REDIRECT_INVALID,
          "The redirect's Location names no valid host and port.",
          request.url());
    }
    if (request.origin().tls() && scheme.equals("http") && !rules.allowDowngrade()) {
      return failed(FailureClass.REDIRECT_DENIED, "The redirect leads from https to http.", url);
    }
    HopRequest next = next(request, response.status(), url);
    if (!isNew(next)) {
      return failed(
          FailureClass.REDIRECT_LOOP, "The redirects come back to " + MaskedUrl.of(url) + ".", url);
    }
    if (followed++ >= rules.max()) {
      return failed(
          FailureClass.REDIRECT_TOO_MANY,
          "There are more than " + rules.max() + " redirects.",
          url);
    }
    return new Next.Follow(next);
  }

  private boolean isNew(HopRequest next) {
    if (seen == null) {
      seen = new HashSet<>(Set.of(identity(first)));
    }
    return seen.add(identity(next));
  }

  private static HopRequest next(HopRequest request, int status, URI url) {
    boolean head = request.method().equals("HEAD");
    boolean becomesGet = status == 303 && !head || status < 303 && request.method().equals("POST");
    return new HopRequest(
        becomesGet ? "GET" : request.method(),
        url,
        becomesGet ? null : request.body(),
        request.trusted() && Origin.of(url).equals(request.origin()));
  }

  private static String unusable(List<String> location) {
    return switch (location.size()) {
      case 0 -> "without a Location";
      case 1 -> "with a Location that is no URL";
      default -> "with " + location.size() + " Location headers";
    };
  }

  private static String bounded(String scheme) {
    return scheme.length() <= LONGEST_SCHEME ? scheme : scheme.substring(0, LONGEST_SCHEME) + "…";
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static @Nullable URI resolve(URI base, String location) {
    if (location.isEmpty() || location.length() > LONGEST) {
      return null;
    }
    try {
      URI resolved = resolveReference(base, new URI(location));
      if (resolved.getScheme() == null || resolved.getHost() == null) {
        return resolved.getScheme() == null ? null : resolved;
      }
      return new URI(withoutUserAndFragment(resolved)).parseServerAuthority();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** RFC 3986 section 5.3, where {@link URI#resolve} still follows RFC 2396. */
  private static URI resolveReference(URI base, URI reference) throws URISyntaxException {
    String root = base.getScheme() + "://" + base.getRawAuthority();
    String path =
        base.getRawPath() == null || base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    boolean queryOnly =
        !reference.isAbsolute()
            && reference.getRawAuthority() == null
            && reference.getRawPath() != null
            && reference.getRawPath().isEmpty();
    if (queryOnly) {
      String query = reference.getRawQuery() == null ? base.getRawQuery() : reference.getRawQuery();
      return new URI(root + path + (query == null ? "" : "?" + query));
    }
    return new URI(root + path).resolve(reference);
  }

  private static String withoutUserAndFragment(URI url) {
    StringBuilder text = new StringBuilder();
    text.append(url.getScheme()).append("://").append(url.getHost());
    if (url.getPort() != -1) {
      text.append(':').append(url.getPort());
    }
    text.append(url.getRawPath() == null ? "" : url.getRawPath());
    if (url.getRawQuery() != null) {
      text.append('?').append(url.getRawQuery());
    }
    return URI.create(text.toString()).toASCIIString();
  }

  private static String identity(HopRequest request) {
    return request.method() + " " + request.url();
  }

  private static Next failed(FailureClass cls, String detail, URI url) {
    return new Next.Failed(new Failure(cls, detail, Map.of("url", MaskedUrl.of(url))));
  }
}
