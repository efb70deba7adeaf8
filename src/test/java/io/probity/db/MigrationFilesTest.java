package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While replicas are replaced one by one, the release before works on the schema of this one. So a
 * migration takes nothing away that the release before reads, and asks for nothing that it does not
 * write. One that does, once no release in use needs it any more, says so in a line {@code --
 * contract: …}.
 */
class MigrationFilesTest {
  private static final Path DIRECTORY = Path.of("db/migration");
  private static final Pattern FIRST = Pattern.compile("V1__.*");
  private static final Pattern CONTRACT = Pattern.compile("(?m)^-- contract: .+");
  private static final Pattern MADE_HERE = Pattern.compile("CREATE TABLE (\\w+)");
  private static final Pattern UNIQUE_INDEX =
      Pattern.compile("CREATE UNIQUE INDEX (?:\\w+ )?ON (\\w+).*");
  private static final Pattern CHANGED_TABLE = Pattern.compile("ALTER TABLE (?:ONLY )?(\\w+) (.*)");
  private static final Pattern TAKEN_AWAY =
      Pattern.compile(
          "(DROP (TABLE|COLUMN|VIEW|FUNCTION|SEQUENCE|TYPE|SCHEMA)|TRUNCATE|ALTER .*\\bRENAME) .*");
  private static final Pattern NARROWED =
      Pattern.compile(
          ".*\\b(DROP|RENAME|SET NOT NULL|TYPE|ADD (CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE))\\b.*");
  private static final Pattern DEMANDED =
      Pattern.compile("ADD (COLUMN )?(?!.*\\bDEFAULT\\b).*\\bNOT NULL\\b.*");

  /** Statements that the release before could not live with. */
  private static List<String> breaking(String sql) {
    if (CONTRACT.matcher(sql).find()) {
      return List.of();
    }
    String plain =
        sql.replaceAll("--.*", "").replaceAll("\\s+", " ").toUpperCase(Locale.ROOT).strip();
    List<String> made =
        MADE_HERE.matcher(plain).results().map(each -> each.group(1)).distinct().toList();
    return Stream.of(plain.split(";"))
        .map(String::strip)
        .filter(statement -> breaks(statement, made))
        .toList();
  }

  private static boolean breaks(String statement, List<String> made) {
    Matcher index = UNIQUE_INDEX.matcher(statement);
    if (index.matches()) {
      return !made.contains(index.group(1));
    }
    Matcher table = CHANGED_TABLE.matcher(statement);
    if (!table.matches()) {
      return TAKEN_AWAY.matcher(statement).matches();
    }
    return !made.contains(table.group(1))
        && (NARROWED.matcher(table.group(2)).matches()
            || DEMANDED.matcher(table.group(2)).matches());
  }

  @Test
  void noMigrationBreaksTheReleaseBefore() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      List<Path> later =
          files.filter(file -> !FIRST.matcher(file.getFileName().toString()).matches()).toList();
      assertThat(later)
          .hasSizeGreaterThan(9)
          .allSatisfy(file -> assertThat(breaking(Files.readString(file))).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE health;",
        "ALTER TABLE health DROP COLUMN since;",
        "alter table health\n  rename column since TO begun;",
        "ALTER TABLE health RENAME TO state;",
        "ALTER TABLE health ALTER COLUMN failures TYPE bigint;",
        "ALTER TABLE health ALTER COLUMN failure SET NOT NULL;",
        "ALTER TABLE health ADD COLUMN cause text NOT NULL;",
        "ALTER TABLE health ADD CONSTRAINT few CHECK (failures < 100);",
        "CREATE UNIQUE INDEX one ON health (incident_id);",
        "TRUNCATE health;"
      })
  void seesWhatWouldBreakIt(String sql) {
    assertThat(breaking(sql)).hasSize(1);
    assertThat(breaking("-- contract: nothing since 1.4 reads it\n" + sql)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE health ADD COLUMN cause text;",
        "ALTER TABLE health ADD COLUMN told boolean NOT NULL DEFAULT false; -- never DROP TABLE",
        "CREATE TABLE page (id bigint NOT NULL); CREATE UNIQUE INDEX one ON page (id);",
        "CREATE INDEX health_since ON health (since);"
      })
  void letsPassWhatIsOnlyAdded(String sql) {
    assertThat(breaking(sql)).isEmpty();
  }
}
