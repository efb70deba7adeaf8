package io.probity.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probity.convert.Conversion.Kind;
import io.probity.convert.Conversion.Note;
import io.probity.endpoint.Auth;
import io.probity.endpoint.EndpointCodec;
import io.probity.endpoint.EndpointSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KumaConversionTest {
  private static final EndpointCodec CODEC =
      new EndpointCodec(() -> Duration.ofSeconds(1), host -> null);

  private static final String BACKUP =
      """
      {"version": "1.23.13", "notificationList": [{"id": 1, "config": "{}"}], "monitorList": [
        {"id": 1, "name": "Shop", "type": "group", "active": true},
        {"id": 2, "name": "Web", "type": "keyword", "parent": 1, "url": "https://shop.example/",
         "method": "GET", "interval": 60, "retryInterval": 20, "resendInterval": 10, "timeout": 48,
         "maxretries": 2, "active": true, "keyword": "Welcome", "invertKeyword": false,
         "accepted_statuscodes": ["200-299", "304"], "ignoreTls": true, "maxredirects": 0,
         "headers": "{\\"Accept\\": \\"text/html\\", \\"X-Api-Key\\": \\"k\\"}", "body": null,
         "authMethod": "basic", "basic_auth_user": "u", "basic_auth_pass": "p",
         "expiryNotification": true, "tags": [{"name": "env", "value": "prod"}]},
        {"id": 3, "name": "Api", "type": "json-query", "url": "https://api.example/", "interval": 30,
         "jsonPath": "data.status", "expectedValue": "UP", "active": false, "headers": null,
         "accepted_statuscodes": ["200-299"], "upsideDown": false, "authMethod": null},
        {"id": 4, "name": "Down", "type": "http", "url": "https://d.example/", "upsideDown": true,
         "interval": 60, "accepted_statuscodes": ["200-299"], "expiryNotification": false},
        {"id": 5, "name": "Db", "type": "port", "hostname": "db", "port": 5432}]}
      """;

  private static Conversion convert(String backup) {
    try {
      return KumaConversion.read(new ObjectMapper().readTree(backup));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void takesOverMonitorsThatAskByHttp() {
    List<EndpointSpec> specs =
        convert(BACKUP).endpoints().stream().map(each -> CODEC.read(each, null)).toList();
    assertThat(specs).extracting(EndpointSpec::key).containsExactly("web", "api", "down");
    EndpointSpec web = specs.get(0);
    assertThat(web.labels()).containsEntry("group", "Shop").containsEntry("env", "prod");
    assertThat(web.timeouts().total()).isEqualTo(Duration.ofSeconds(48));
    assertThat(web.thresholds().down()).isEqualTo(3);
    assertThat(web.thresholds().confirm()).isEqualTo(Duration.ofSeconds(20));
    assertThat(web.remindEvery()).isEqualTo(Duration.ofMinutes(10));
    assertThat(web.auth()).isInstanceOf(Auth.Basic.class);
    assertThat(web.secretHeaders()).containsOnlyKeys("X-Api-Key");
    assertThat(web.redirects().follow()).isFalse();
    assertThat(web.tls().verify()).isFalse();
    assertThat(CODEC.show(web).path("assertions").toString())
        .contains("[\"2xx\",\"304\"]", "\"contains\":\"Welcome\"");
    assertThat(specs.get(1).paused()).isTrue();
    assertThat(CODEC.show(specs.get(1)).path("assertions").toString())
        .contains("\"path\":\"$.data.status\",\"equals\":\"UP\"");
    assertThat(specs.get(2).paused()).isTrue();
  }

  @Test
  void namesWhatIsLost() {
    assertThat(convert(BACKUP).notes())
        .extracting(Note::source, Note::kind)
        .containsExactlyInAnyOrder(
            tuple("monitorList/3 (Down)", Kind.IGNORED),
            tuple("monitorList/3 (Down)", Kind.APPROXIMATE),
            tuple("monitorList/4 (Db)", Kind.SKIPPED),
            tuple("notificationList", Kind.SKIPPED));
  }

  @Test
  void refusesWhatIsNoBackup() {
    assertThatThrownBy(() -> convert("{\"monitors\": []}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("monitorList");
  }
}
