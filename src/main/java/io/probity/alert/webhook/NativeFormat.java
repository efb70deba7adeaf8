package io.probity.alert.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.probity.alert.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Our own body: {@code {"type", "timestamp", "data"}}. */
final class NativeFormat implements Format {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public Body of(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", message.type());
      json.writeStringField("timestamp", Timestamps.of(message.at()));
      json.writeFieldName("data");
      json.writeRawValue(message.data());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Body.of("application/json", bytes.toByteArray());
  }
}
