package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds {@code openapi.yaml}, the contract that is reviewed and served, equal to what the resources
 * say of themselves. After an intended change of the API write it anew:
 *
 * <pre>mvn test -Dtest=OpenApiContractTest -Dopenapi.update=true</pre>
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OpenApiContractTest {
  private static final Path CONTRACT = Path.of("openapi.yaml");
  private static final String OF_THE_RESOURCES = "/q/openapi";

  @Test
  void isWhatTheResourcesSay() throws IOException {
    String said = get(OF_THE_RESOURCES, "application/yaml").asString();
    if (Boolean.getBoolean("openapi.update")) {
      Files.writeString(CONTRACT, said);
    }
    assertThat(said)
        .as("what the resources say; run with -Dopenapi.update=true to accept it")
        .isEqualTo(Files.readString(CONTRACT));
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi, application/yaml",
    "/openapi, */*",
    "/openapi, 'text/html, */*'",
    "/openapi, ','",
    "/openapi.yaml, */*",
    "/openapi.yml, application/yaml",
    "/openapi?format=YAML, application/json"
  })
  void isServedAsItIs(String path, String accept) throws IOException {
    ExtractableResponse<Response> served = get(path, accept);
    assertThat(served.contentType()).isEqualTo("application/yaml;charset=UTF-8");
    assertThat(served.asString()).isEqualTo(Files.readString(CONTRACT));
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi, application/json",
    "/openapi, 'application/json, application/yaml;q=0.5'",
    "/openapi.json, */*",
    "/openapi?format=json, */*"
  })
  void isServedAsJson(String path, String accept) throws IOException {
    ExtractableResponse<Response> served = get(path, accept);
    ObjectMapper json = new ObjectMapper();
    assertThat(served.contentType()).isEqualTo("application/json;charset=UTF-8");
    assertThat(json.readTree(served.asString()))
        .isEqualTo(json.readTree(get(OF_THE_RESOURCES, "application/json").asString()));
  }

  private static ExtractableResponse<Response> get(String path, String accept) {
    return given()
        .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
        .accept(accept)
        .get(path)
        .then()
        .statusCode(200)
        .extract();
  }
}
