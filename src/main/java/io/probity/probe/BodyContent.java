package io.probity.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A body as text and as JSON, each read once, when it is first wanted. Not thread-safe. */
final class BodyContent {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private final Response response;
  private @Nullable String text;
  private @Nullable JsonNode json;
  private @Nullable String jsonProblem;

  BodyContent(Response response) {
    this.response = response;
  }

  String text() {
    if (text == null) {
      text = new String(response.body(), charset());
    }
    return text;
  }

  /** The document, null if the body is no JSON: then {@link #jsonProblem} says why. */
  @Nullable JsonNode json() {
    if (json == null && jsonProblem == null) {
      try {
        JsonNode read = JSON.readTree(response.body());
        if (read.isMissingNode()) {
          jsonProblem = "it is empty";
        } else {
          json = read;
        }
      } catch (JsonProcessingException e) {
        jsonProblem =
            e.getLocation() == null
                ? "it does not parse"
                : "it does not parse at line "
                    + e.getLocation().getLineNr()
                    + ", column "
                    + e.getLocation().getColumnNr();
      } catch (IOException e) {
        jsonProblem = "it is not in a Unicode encoding";
      }
    }
    return json;
  }

  @Nullable String jsonProblem() {
    return jsonProblem;
  }

  /** By the Content-Type's charset, UTF-8 where it names none that is known. */
  private Charset charset() {
    List<String> types = response.headers().getOrDefault("content-type", List.of());
    for (String parameter : String.join(";", types).split(";")) {
      String stripped = parameter.strip();
      if (stripped.toLowerCase(Locale.ROOT).startsWith("charset=")) {
        try {
          return Charset.forName(stripped.substring("charset=".length()).replace("\"", ""));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
          return StandardCharsets.UTF_8;
        }
      }
    }
    return StandardCharsets.UTF_8;
  }
}
