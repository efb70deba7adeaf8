package io.probity.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probity.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustAnchorsTest {
  @Test
  void addsAllCertificatesOfAllFilesToTheRootsOfTheJdk(@TempDir Path directory) throws IOException {
    TestCa one = TestCa.root("One");
    TestCa two = TestCa.root("Two");
    TestCa three = TestCa.root("Three");
    Path bundle = directory.resolve("bundle.pem");
    Files.writeString(bundle, "# our CAs\n" + one.pem() + "between\n" + two.pem());
    Path single = directory.resolve("single.pem");
    Files.writeString(single, three.pem());

    TrustAnchors anchors = TrustAnchors.systemAnd(List.of(bundle.toString(), " " + single));

    assertThat(List.of(one, two, three)).allMatch(ca -> anchors.contains(ca.certificate()));
    assertThat(anchors.all().count()).isGreaterThan(50);
  }

  @Test
  void refusesFilesThatHelpNobodyNamingKeyAndFile(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path broken = directory.resolve("broken.pem");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (Path file : List.of(empty, broken, directory.resolve("missing.pem"))) {
      assertThatThrownBy(() -> TrustAnchors.systemAnd(List.of(file.toString())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("probity.tls.extra-ca: the file " + file);
    }
  }
}
