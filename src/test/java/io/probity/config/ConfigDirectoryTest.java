package io.probity.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.probity.endpoint.Auth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {
  @TempDir Path directory;

  private final ConfigFixture here = new ConfigFixture();
  private final Map<String, String> environment = new HashMap<>(Map.of("TOKEN", "t0ken"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ConfigDirectory watched;

  @BeforeEach
  void watch() {
    watched =
        new ConfigDirectory(
            directory,
            here.configuration,
            (text, yaml) -> ConfigFixture.yaml(new String(text, UTF_8)),
            new Placeholders((kind, name) -> environment.get(name)),
            here.mandate(Map.of()),
            here.clock);
    watched.register(meters);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private double errors() {
    return meters.get("probity.config.errors").gauge().value();
  }

  @Test
  void appliesAllFilesTogetherWheneverOneChanges() throws IOException {
    write("a.yaml", "endpoints: [{key: a, url: 'https://a.example/'}]");
    write("b.json", "{\"endpoints\": [{\"key\": \"b\", \"url\": \"https://b.example/\"}]}");
    write("notes.txt", "nothing");
    watched.tick();
    assertThat(here.keys()).containsExactly("a", "b");
    assertThat(here.all()).allMatch(each -> "config".equals(each.spec().managedBy()));
    watched.tick();
    assertThat(here.noted).hasSize(2);
    Files.delete(directory.resolve("b.json"));
    watched.tick();
    assertThat(here.keys()).containsExactly("a");
  }

  @Test
  void changesNothingIfAnyFileIsWrongAndSaysSo() throws IOException {
    write("a.yaml", "endpoints: [{key: a, url: 'https://a.example/'}]");
    watched.tick();
    write("b.yaml", "endpoints: [{key: b, url: 'nowhere'}]");
    Files.delete(directory.resolve("a.yaml"));
    watched.tick();
    assertThat(here.keys()).containsExactly("a");
    assertThat(errors()).isPositive();
    write("b.yaml", "endpoints: [{key: b, url: 'https://b.example/'}]");
    watched.tick();
    assertThat(here.keys()).containsExactly("b");
    assertThat(errors()).isZero();
  }

  @Test
  void deletesNothingWhenTheDirectoryIsEmptyOrGone() throws IOException {
    write("a.yaml", "endpoints: [{key: a, url: 'https://a.example/'}]");
    watched.tick();
    Files.delete(directory.resolve("a.yaml"));
    watched.tick();
    assertThat(errors()).isEqualTo(1);
    Files.delete(directory);
    watched.tick();
    assertThat(here.keys()).containsExactly("a");
  }

  @Test
  void takesSecretsFromTheEnvironmentAndFollowsThem() throws IOException {
    write(
        "a.yaml",
        "endpoints: [{key: a, url: 'https://a.example/', auth: {type: bearer, token: '${env:TOKEN}'}}]");
    watched.tick();
    assertThat(token()).isEqualTo("t0ken");
    environment.put("TOKEN", "n3w");
    watched.tick();
    assertThat(token()).isEqualTo("n3w");
    environment.remove("TOKEN");
    watched.tick();
    assertThat(token()).isEqualTo("n3w");
    assertThat(errors()).isEqualTo(1);
  }

  private String token() {
    return ((Auth.Bearer) here.all().get(0).spec().auth()).token().value();
  }

  @Test
  void triesAgainAfterAMinuteWhatOthersStoodInTheWayOf() throws IOException {
    write("a.yaml", "endpoints: [{key: a, url: 'https://a.example/'}]");
    var other =
        here.endpoints.create(
            here.codec.read(ConfigFixture.yaml("{key: a, url: 'https://x.example/'}"), null));
    watched.tick();
    assertThat(errors()).isEqualTo(1);
    here.endpoints.delete(other.publicId(), revision -> {});
    watched.tick();
    assertThat(errors()).isEqualTo(1);
    here.clock.advance(Duration.ofMinutes(1));
    watched.tick();
    assertThat(errors()).isZero();
  }
}
