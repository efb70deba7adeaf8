package io.probity.endpoint;

import io.probity.secret.Sealer;
import io.probity.secret.Secret;
import java.util.Base64;

/** Seals legibly enough for tests, and opens only with the same key and context. */
final class TestSealer {
  private TestSealer() {}

  static Sealer ofKey(int key) {
    return new Sealer() {
      @Override
      public String seal(Secret secret, String context) {
        byte[] text = (key + "\n" + context + "\n" + secret.value()).getBytes();
        return Base64.getEncoder().encodeToString(text);
      }

      @Override
      public Secret open(String sealed, String context) {
        String text = new String(Base64.getDecoder().decode(sealed));
        String prefix = key + "\n" + context + "\n";
        if (!text.startsWith(prefix)) {
          throw new IllegalStateException("sealed with another key or for another context");
        }
        return new Secret(text.substring(prefix.length()));
      }

      @Override
      public String reseal(String sealed, String context) {
        return seal(open(sealed, context), context);
      }

      @Override
      public String currentKey() {
        return Integer.toString(key);
      }

      @Override
      public boolean holds(String fingerprint) {
        return fingerprint.equals(currentKey());
      }
    };
  }
}
