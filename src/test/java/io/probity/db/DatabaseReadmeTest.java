package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.probity.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code db/README.md} to the migrations, the code and the settings. */
class DatabaseReadmeTest {
  private static final Path FOLDER = Path.of("db");
  private final String readme = read();

  private static String read() {
    try {
      return Files.readString(FOLDER.resolve("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first cells of the table's rows, each a name in backquotes. */
  private List<String> listed() {
    return Pattern.compile("(?m)^\\| `(\\w+)` \\|")
        .matcher(readme)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  @Test
  void listsEveryTableOnceAndNoOther() {
    List<String> tables =
        TestPostgres.freshDb()
            .list(
                """
                SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                  AND NOT relispartition AND relname <> 'flyway_schema_history'
                """,
                row -> row.getString(1));
    assertThat(tables).hasSizeGreaterThan(20);
    assertThat(listed()).containsExactlyInAnyOrderElementsOf(tables);
  }

  @Test
  void namesOwnersThatThereAre() {
    List<String> owners =
        Pattern.compile("`(\\w+)\\.(\\w+Store|BatchWriter)`")
            .matcher(readme)
            .results()
            .map(name -> name.group(1) + "/" + name.group(2) + ".java")
            .distinct()
            .toList();
    assertThat(owners).hasSizeGreaterThan(15);
    Path sources = Path.of("src/main/java/io/probity");
    assertThat(owners).allSatisfy(owner -> assertThat(sources.resolve(owner)).exists());
  }

  @Test
  void endpointNumbersLeadEveryKeyOfHistory() {
    List<String> keys =
        TestPostgres.freshDb()
            .list(
                """
                SELECT c.relname || ' ' || a.attname FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                WHERE i.indisprimary AND c.relname IN ('result_hot', 'result_late', 'result_block', 'failure',
                  'rollup_day', 'rollup_sum', 'certificate', 'certificate_watch', 'health', 'health_period')
                """,
                row -> row.getString(1));
    assertThat(keys).hasSize(10).allMatch(each -> each.endsWith(" endpoint_id"));
  }

  @Test
  void numbersEachMigrationOnce() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("migration"))) {
      List<Integer> numbers =
          files
              .map(file -> file.getFileName().toString())
              .map(name -> Integer.valueOf(name.replaceFirst("^V(\\d+)__[a-z_]+\\.sql$", "$1")))
              .sorted()
              .toList();
      assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
    }
  }
}
