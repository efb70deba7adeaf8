package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds the served description equal to {@code openapi.yaml}, the contract that is reviewed. After
 * an intended change of the API write it anew:
 *
 * <pre>mvn test -Dtest=OpenApiContractTest -Dopenapi.update=true</pre>
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OpenApiContractTest {
  private static final Path CONTRACT = Path.of("openapi.yaml");

  @Test
  void servesTheContract() throws IOException {
    String served =
        given()
            .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
            .accept("application/yaml")
            .get("/openapi")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    if (Boolean.getBoolean("openapi.update")) {
      Files.writeString(CONTRACT, served);
    }
    assertThat(served)
        .as("the served description; run with -Dopenapi.update=true to accept it")
        .isEqualTo(Files.readString(CONTRACT));
  }
}
