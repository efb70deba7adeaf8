package io.probity.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** When people hear that certificates end. */
@ConfigMapping(prefix = "probity.certificates")
public interface CertificateConfig {
  /**
   * How many days before the end of a certificate, 1 to 3650 each; of one that lives shorter than
   * 60 days each is the same share of its lifetime as it is of 120 days.
   */
  @WithDefault("30,14,7,3,1")
  List<Integer> warnDays();
}
