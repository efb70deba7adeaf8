package io.probity.endpoint;

/**
 * How hard to look for a revoked certificate: not at all, in the stapled OCSP response, or by OCSP
 * and CRL too.
 */
public enum Revocation {
  OFF,
  STAPLED,
  FULL
}
