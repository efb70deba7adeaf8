package io.probity.db;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.Optional;

/** Where the database is: the keys of Quarkus that our own pools share with its default one. */
@ConfigMapping(prefix = "quarkus.datasource")
interface DatasourceConfig {
  /** The JDBC URL. */
  @WithName("jdbc.url")
  String url();

  /** The role to log in as; absent where the URL names it. */
  Optional<String> username();

  /** Its password; absent where the server asks for none. */
  Optional<String> password();
}
