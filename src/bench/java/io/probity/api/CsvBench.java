package io.probity.api;

import io.probity.history.CheckFilter;
import io.probity.history.Checks;
import java.io.OutputStream;

/** Lets benchmarks of other packages run an export as its resource does, without HTTP. */
public final class CsvBench {
  private CsvBench() {}

  /** Writes the whole history of an endpoint. */
  public static void export(Checks checks, long endpointId, OutputStream out) {
    CheckExport.write(checks, endpointId, CheckFilter.ALL, new CsvChecks()::rows, out);
  }
}
