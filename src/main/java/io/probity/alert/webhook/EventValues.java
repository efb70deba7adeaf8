package io.probity.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.EvalContext;
import io.quarkus.qute.Mapper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.Results;
import io.quarkus.qute.ValueResolver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the values of an event have beyond their members: {@code json}, the value as JSON, quotes
 * included. What an event does not have is null, so that one template serves all events. No
 * reflection: members are those of maps.
 */
final class EventValues implements ValueResolver {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Asked after all others. */
  @Override
  public int getPriority() {
    return -10;
  }

  @Override
  public boolean appliesTo(EvalContext context) {
    return !(context.getBase() instanceof Mapper);
  }

  @Override
  public CompletionStage<Object> resolve(EvalContext context) {
    boolean isJson = context.getName().equals("json") && context.getParams().isEmpty();
    if (isJson && !(context.getBase() instanceof RawString)) {
      return CompletableFuture.completedFuture(new RawString(json(context.getBase())));
    }
    return Results.NULL;
  }

  /** The value as JSON. */
  static String json(@Nullable Object value) {
    Object plain = value instanceof Map.Entry<?, ?> entry ? entry.getValue() : value;
    try {
      return JSON.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what came from JSON can be written as JSON", e);
    }
  }
}
