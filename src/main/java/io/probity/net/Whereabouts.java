package io.probity.net;

/**
 * Where an address is.
 *
 * @param address its literal
 * @param network its /16 (IPv4) or /32 (IPv6)
 */
public record Whereabouts(String address, Reach reach, String network) {}
