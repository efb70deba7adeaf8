package io.probity.probe.http;

import io.netty.channel.EventLoop;
import io.probity.net.Egress;
import io.probity.tls.PkiFetcher;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Fetches over plain HTTP what certificates point to, from addresses that the egress policy admits,
 * each time over a connection of its own. Loop-confined.
 */
final class EgressFetcher implements PkiFetcher {
  private final EventLoop loop;
  private final Egress egress;
  private final String userAgent;

  EgressFetcher(EventLoop loop, Egress egress, String userAgent) {
    this.loop = loop;
    this.egress = egress;
    this.userAgent = userAgent;
  }

  @Override
  public CompletionStage<Fetched> fetch(Request request) {
    URI url = plain(request.url());
    return url == null
        ? CompletableFuture.completedFuture(
            new Fetched.Nothing("url_unsupported", "Only plain http URLs are followed."))
        : new Fetch(loop, egress, userAgent, request, url).start();
  }

  private static @Nullable URI plain(String text) {
    try {
      URI url = new URI(text);
      boolean usable =
          "http".equalsIgnoreCase(url.getScheme())
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getPort() != 0
              && url.getPort() <= 65_535;
      return usable ? url : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
