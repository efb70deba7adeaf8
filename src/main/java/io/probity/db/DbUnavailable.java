package io.probity.db;

import java.sql.SQLException;

/**
 * The database cannot be reached or cannot serve just now; the same call may succeed later. A
 * commit in flight is in doubt.
 */
public final class DbUnavailable extends DbException {
  private static final long serialVersionUID = 1L;

  DbUnavailable(SQLException cause) {
    super(cause);
  }
}
