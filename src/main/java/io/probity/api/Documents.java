package io.probity.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Reads and writes bodies as trees: JSON and, for configuration, YAML. Stricter than Jackson is by
 * itself: a repeated field or anything after the document is an error, since it would be dropped in
 * silence.
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, Documents.MERGE_PATCH, Documents.YAML})
@Produces(Documents.YAML)
final class Documents implements MessageBodyReader<JsonNode>, MessageBodyWriter<JsonNode> {
  static final String YAML = "application/yaml";
  static final String MERGE_PATCH = "application/merge-patch+json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final ObjectMapper TREES =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return type == JsonNode.class;
  }

  @Override
  public JsonNode readFrom(
      Class<JsonNode> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    boolean yaml = media.getSubtype().equalsIgnoreCase("yaml");
    try {
      JsonNode document = (yaml ? TREES : JSON).readTree(body);
      if (document.isMissingNode()) {
        throw new Unparseable("The body is empty; a document is expected.");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new Unparseable(sentence(yaml ? "YAML" : "JSON", e));
    } catch (CharConversionException e) {
      throw new Unparseable("The body is not UTF-8.");
    }
  }

  private static String sentence(String language, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String place =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return "The body is not valid %s%s: %s".formatted(language, place, reason);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return JsonNode.class.isAssignableFrom(type) && media.getSubtype().equalsIgnoreCase("yaml");
  }

  @Override
  public void writeTo(
      JsonNode document,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream body)
      throws IOException {
    body.write(TREES.writeValueAsBytes(document));
  }
}
