package io.probity.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What {@link SQLException} becomes; {@link #sqlState()} tells causes apart. */
public class DbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DbException(SQLException cause) {
    super(cause.getMessage(), cause);
  }

  /** The five-character SQLSTATE, or null where the driver gave none. */
  public final @Nullable String sqlState() {
    return getCause() instanceof SQLException e ? e.getSQLState() : null;
  }

  /** Tells unavailability and duplicate keys from everything else. */
  static DbException of(SQLException e) {
    String state = e.getSQLState();
    if ("23505".equals(state)) {
      return new DuplicateKey(e);
    }
    return meansUnavailable(e, state) ? new DbUnavailable(e) : new DbException(e);
  }

  private static boolean meansUnavailable(SQLException e, @Nullable String state) {
    if (state == null) {
      // Agroal gives no state when no connection came in time; its cause may carry one.
      return !(e.getCause() instanceof SQLException cause)
          || meansUnavailable(cause, cause.getSQLState());
    }
    // Beside lost connections: a server that stops, is short of resources, takes too long, is
    // read-only, or refuses the log-in. None of them says anything about the statement itself.
    return state.startsWith("08")
        || state.startsWith("28")
        || state.startsWith("3D")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.equals("58000")
        || state.equals("58030")
        || state.equals("25006");
  }
}
