package io.probity.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.probity.db.Db;
import io.probity.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestProfile(HistoryResourcesTest.OnlyApi.class)
class RolesTest {
  private final Db db;

  @Inject
  RolesTest(Db db) {
    this.db = db;
  }

  @Test
  void aReplicaThatOnlyAnswersTheApiHoldsNoEndpointsAndSendsNothing() {
    String metrics =
        given()
            .header("Authorization", "Bearer " + PostgresResource.ADMIN_KEY)
            .accept("text/plain")
            .get("/q/metrics")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    assertThat(metrics)
        .contains("\nprobity_shards_owned 0.0\n")
        .contains("\nprobity_cluster_members 0.0\n")
        .doesNotContain("probity_outbox_pending");
    assertThat(db.list("SELECT count(*) FROM member", row -> row.getInt(1))).containsExactly(0);
  }
}
