package io.probity.endpoint;

/**
 * Whether a check may use a pooled connection ({@code POOLED}) or must open its own ({@code
 * FRESH}).
 */
public enum ConnectionMode {
  POOLED,
  FRESH
}
