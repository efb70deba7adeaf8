package io.probity.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DbExceptionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"08001", "08006", "28P01", "3D000", "53300", "57014", "57P01", "57P03", "25006"})
  void takesTheseForUnavailability(String state) {
    assertThat(DbException.of(new SQLException("x", state))).isInstanceOf(DbUnavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22001", "23514", "23502", "40001", "40P01", "42601", "42P01", "55P03"})
  void takesTheseForFaultsOfTheStatement(String state) {
    DbException e = DbException.of(new SQLException("x", state));
    assertThat(e).isExactlyInstanceOf(DbException.class);
    assertThat(e.sqlState()).isEqualTo(state);
  }

  @Test
  void tellsADuplicateKey() {
    assertThat(DbException.of(new SQLException("x", "23505"))).isInstanceOf(DuplicateKey.class);
  }

  @Test
  void looksBehindAnExceptionWithoutAState() {
    assertThat(DbException.of(new SQLException("timeout"))).isInstanceOf(DbUnavailable.class);
    assertThat(DbException.of(new SQLException(new SQLException("x", "08001"))))
        .isInstanceOf(DbUnavailable.class);
    assertThat(DbException.of(new SQLException(new SQLException("x", "42601"))))
        .isNotInstanceOf(DbUnavailable.class);
  }
}
