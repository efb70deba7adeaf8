package io.probity.endpoint;

import io.probity.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how an endpoint is authenticated to. */
final class AuthFields {
  private static final int MAX_SECRET = 8192;
  private static final int MAX_PEM = 65_536;

  /** RFC 6750 section 2.1, widened to what token issuers really use. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");

  private AuthFields() {}

  /** The authentication; null if there is none, or after an error. */
  static @Nullable Auth read(Fields fields, SecretFields secrets, @Nullable Auth stored) {
    if (!fields.has("auth")) {
      return null;
    }
    Fields auth = fields.object("auth");
    Auth read =
        switch (auth.requiredText("type", 16)) {
          case "basic" -> basic(auth, secrets, stored);
          case "bearer" -> bearer(auth, secrets, stored);
          case "mtls" -> mutualTls(auth, secrets, stored);
          case "" -> null;
          default -> {
            auth.refuse("type", "Must be one of basic, bearer, mtls.");
            yield null;
          }
        };
    if (read != null) {
      auth.refuseUnknown();
    }
    return read;
  }

  private static @Nullable Auth basic(Fields auth, SecretFields secrets, @Nullable Auth stored) {
    String username = auth.requiredText("username", 256);
    if (username.contains(":") || !Texts.isOneLine(username)) {
      auth.refuse("username", "Must hold neither a colon nor control characters.");
    }
    Secret kept = stored instanceof Auth.Basic basic ? basic.password() : null;
    Secret password = secrets.read(auth, "password", MAX_SECRET, kept);
    if (password == null) {
      return null;
    }
    if (!Texts.isOneLine(password.value())) {
      auth.refuse("password", "Must hold no control characters.");
    }
    return new Auth.Basic(username, password);
  }

  private static @Nullable Auth bearer(Fields auth, SecretFields secrets, @Nullable Auth stored) {
    Secret kept = stored instanceof Auth.Bearer bearer ? bearer.token() : null;
    Secret token = secrets.read(auth, "token", MAX_SECRET, kept);
    if (token == null) {
      return null;
    }
    if (!TOKEN.matcher(token.value()).matches()) {
      auth.refuse("token", "Must consist of printable ASCII characters without spaces.");
    }
    return new Auth.Bearer(token);
  }

  private static @Nullable Auth mutualTls(
      Fields auth, SecretFields secrets, @Nullable Auth stored) {
    String certificate = auth.requiredText("certificate", MAX_PEM);
    Secret kept = stored instanceof Auth.MutualTls mutual ? mutual.privateKey() : null;
    Secret key = secrets.read(auth, "privateKey", MAX_PEM, kept);
    X509Certificate leaf = ClientCertificate.leaf(certificate);
    if (leaf == null && !certificate.isEmpty()) {
      auth.refuse("certificate", "Must be a chain of X.509 certificates in PEM, leaf first.");
    }
    if (leaf == null || key == null) {
      return null;
    }
    String refusal = ClientCertificate.refusalOfKey(key.value(), leaf);
    if (refusal != null) {
      auth.refuse("privateKey", refusal);
    }
    return new Auth.MutualTls(certificate, key);
  }
}
