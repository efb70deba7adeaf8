package io.probity.db;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Maps the current row of a result set to a value. */
@FunctionalInterface
public interface Row<T> {
  /** Reads the current row; must not move the cursor. */
  T map(ResultSet row) throws SQLException;
}
