package io.probity.endpoint;

/** What a failed assertion makes of a check's verdict. */
public enum Severity {
  DOWN,
  DEGRADED
}
