package io.probity.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.probity.access.BodyLimit;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
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
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads and writes bodies: JSON and, for configuration, YAML. Stricter than Jackson is by itself: a
 * repeated field, an alias or anything after the document is an error, since it would be dropped in
 * silence; numbers stay as they were written. A body is complete before its status is sent.
 */
@Provider
@Consumes({MediaType.APPLICATION_JSON, Documents.MERGE_PATCH, Documents.YAML})
@Produces({MediaType.APPLICATION_JSON, Documents.YAML})
final class Documents implements MessageBodyReader<JsonNode>, MessageBodyWriter<Object> {
  static final String YAML = "application/yaml";
  static final String MERGE_PATCH = "application/merge-patch+json";

  /** What is deeper, or longer, than anything here: Jackson's own are 1,000 and 20,000,000. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(100).maxStringLength(4 << 20).build();

  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final ObjectMapper TREES =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .loaderOptions(bounds())
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                  .stringQuotingChecker(new YamlQuoting())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final ObjectMapper json;

  private static LoaderOptions bounds() {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setCodePointLimit(BodyLimit.MAX_BYTES);
    return bounds;
  }

  Documents(ObjectMapper json) {
    this.json = json;
  }

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
    byte[] bytes = body.readNBytes(BodyLimit.MAX_BYTES + 1);
    if (bytes.length > BodyLimit.MAX_BYTES) {
      throw new WebApplicationException(413);
    }
    return read(bytes, isYaml(media));
  }

  /** Throws {@link Unparseable}. */
  static JsonNode read(byte[] body, boolean yaml) throws IOException {
    try {
      if (yaml) {
        refuseAliases(body);
      }
      JsonNode document = (yaml ? TREES : JSON).readTree(body);
      if (document.isMissingNode()) {
        throw new Unparseable("The body is empty; a document is expected.");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new Unparseable(sentence(yaml ? "YAML" : "JSON", e));
    } catch (CharConversionException e) {
      throw new Unparseable("The body is not UTF-8.");
    } catch (NumberFormatException e) {
      throw new Unparseable("The body holds a number that cannot be read.");
    }
  }

  /** The tree would hold their names in place of what they stand for. */
  private static void refuseAliases(byte[] body) throws IOException {
    try (YAMLParser tokens = ((YAMLFactory) TREES.getFactory()).createParser(body)) {
      while (tokens.nextToken() != null) {
        if (tokens.isCurrentAlias()) {
          throw new Unparseable(
              "The body has a YAML alias at line %d; aliases are not supported."
                  .formatted(tokens.currentTokenLocation().getLineNr()));
        }
      }
    }
  }

  private static String sentence(String language, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String place =
        at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    return "The body is not valid %s%s: %s".formatted(language, place, reason(e));
  }

  /** Never a word about the parser itself. */
  private static String reason(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "it ends too early.";
    }
    if (e instanceof StreamConstraintsException) {
      return "it is nested too deeply, or a number or text in it is too long.";
    }
    if (e instanceof MismatchedInputException) {
      return "there is more after the document.";
    }
    String reason = e.getOriginalMessage().lines().findFirst().orElse("");
    return reason.isEmpty() || reason.contains("[Source") || reason.contains("`")
        ? "it cannot be read."
        : reason;
  }

  private static boolean isYaml(MediaType media) {
    return media.getSubtype().equalsIgnoreCase("yaml");
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return JsonNode.class.isAssignableFrom(type)
        || type.isRecord() && type.getName().startsWith("io.probity.");
  }

  @Override
  public void writeTo(
      Object document,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream body)
      throws IOException {
    body.write(isYaml(media) ? yaml(document) : json.writeValueAsBytes(document));
  }

  /** A document, or a list of such, in YAML. */
  static byte[] yaml(Object document) throws IOException {
    return TREES.writeValueAsBytes(document);
  }
}
