package io.probity.db;

import java.sql.SQLException;

/** A unique constraint refused the row (SQLSTATE 23505). */
public final class DuplicateKey extends DbException {
  private static final long serialVersionUID = 1L;

  DuplicateKey(SQLException cause) {
    super(cause);
  }
}
