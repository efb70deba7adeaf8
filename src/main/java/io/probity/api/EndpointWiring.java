package io.probity.api;

import io.probity.config.DocumentReader;
import io.probity.endpoint.InvalidInput;
import io.probity.endpoint.InvalidInput.FieldError;
import io.probity.endpoint.LiteralPolicy;
import io.probity.net.Egress;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Gives configurations what their packages do not know: the egress policy, and how to read. */
final class EndpointWiring {
  @Produces
  @Singleton
  DocumentReader documents() {
    return (text, yaml) -> {
      try {
        return Documents.read(text, yaml);
      } catch (Unparseable e) {
        throw new InvalidInput(List.of(new FieldError("", String.valueOf(e.getMessage()))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Produces
  @Singleton
  LiteralPolicy literals(Egress egress) {
    return egress::refusalOfLiteral;
  }
}
