package io.probity.endpoint;

import io.probity.db.Tx;
import java.util.Map;

/** A table with sealed secrets in it, in the caller's transaction. Blocks. Thread-safe. */
public interface SealedTable {
  /** Stands for the key of what is not sealed yet but is to be. */
  String IN_CLEAR = "";

  /** How many secrets there are by the fingerprint of the key that they are sealed with. */
  Map<String, Long> secrets(Tx tx);

  /**
   * Seals with the current key whatever can be opened in the next rows; a row that somebody else
   * holds is left out. Nothing else of a row changes, its revision neither.
   *
   * @param after the number of the last row seen, 0: from the start
   * @return the number of the last row seen, 0: there were none left
   */
  long reseal(Tx tx, long after, int rows);
}
