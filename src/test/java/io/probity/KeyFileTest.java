package io.probity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.probity.db.StartupFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final int OURSELVES = (int) new UnixSystem().getUid();

  private final Path path;

  KeyFileTest(@TempDir Path directory) throws IOException {
    path = Files.writeString(directory.resolve("key"), "content\n");
  }

  private String read(String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    return new KeyFile(path, "the.setting").read(OURSELVES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void takesWhatOnlyItsOwnerMayRead(String mode) throws IOException {
    assertThat(read(mode)).isEqualTo("content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw----r--", "r--r--r--", "rwx------", "rw--w----"})
  void refusesWhatOthersMayReadOrAnybodyMayRun(String mode) {
    assertThatThrownBy(() -> read(mode))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("(the.setting)")
        .hasMessageContaining(mode)
        .hasMessageNotContaining("content");
  }

  @Test
  void letsTheGroupReadWhatBelongsToRootAsKubernetesGivesOutSecrets() throws IOException {
    assumeTrue(OURSELVES == 0, "only root can make files of root");
    assertThat(read("r--r-----")).isEqualTo("content");
  }

  @Test
  void refusesGroupsAndStrangersForFilesOfOthers() throws IOException {
    assumeTrue(OURSELVES == 0, "only root can give files away");
    Files.setAttribute(path, "unix:uid", 12_345);
    assertThatThrownBy(() -> read("r--------")).hasMessageContaining("user 12345");
    KeyFile ours = new KeyFile(path, "the.setting");
    assertThat(ours.read(12_345)).isEqualTo("content");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r-----"));
    assertThatThrownBy(() -> ours.read(12_345)).hasMessageContaining("r--r-----");
  }
}
