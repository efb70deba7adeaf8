package io.probity.product;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Set;

/**
 * What is checked where there is no nginx: a process of its own that answers over TLS 1.3. Its
 * arguments are the address, the port, the file of the chain, that of the key, and the answer.
 */
final class TlsTarget {
  private TlsTarget() {}

  public static void main(String[] args) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(args[0])
            .setPort(Integer.parseInt(args[1]))
            .setSsl(true)
            .setUseAlpn(false)
            .setAcceptBacklog(4096)
            .setKeyCertOptions(new PemKeyCertOptions().addCertPath(args[2]).addKeyPath(args[3]))
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
    Vertx.vertx()
        .createHttpServer(options)
        .requestHandler(
            request ->
                request.response().putHeader("Content-Type", "application/json").end(args[4]))
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
