package io.probity.endpoint;

import io.probity.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an endpoint, complete and valid: every default is filled in.
 *
 * @param key the owner's own unique name for it, null: none
 * @param name for people, never empty
 * @param url absolute http or https, host in ASCII (IDN already converted), no credentials, no
 *     fragment
 * @param method upper case
 * @param headers in order, names as written
 * @param body sent as UTF-8, null: no body
 * @param secretHeaders like headers, encrypted at rest and masked in answers
 * @param maxBody bytes, decompressed
 * @param remindEvery null: no reminders
 * @param managedBy who owns the configuration, null: the API
 */
public record EndpointSpec(
    @Nullable String key,
    String name,
    URI url,
    String method,
    Map<String, String> headers,
    @Nullable String body,
    @Nullable Auth auth,
    Map<String, Secret> secretHeaders,
    Duration interval,
    Timeouts timeouts,
    RetrySpec retry,
    ConnectionMode connection,
    PoolSpec pool,
    RedirectSpec redirects,
    IpVersion ipVersion,
    long maxBody,
    TlsSpec tls,
    List<Assertion> assertions,
    Thresholds thresholds,
    @Nullable Duration remindEvery,
    Map<String, String> labels,
    boolean paused,
    boolean isPublic,
    @Nullable String managedBy) {

  /** The same configuration, paused or not. */
  public EndpointSpec withPaused(boolean pause) {
    return new EndpointSpec(
        key,
        name,
        url,
        method,
        headers,
        body,
        auth,
        secretHeaders,
        interval,
        timeouts,
        retry,
        connection,
        pool,
        redirects,
        ipVersion,
        maxBody,
        tls,
        assertions,
        thresholds,
        remindEvery,
        labels,
        pause,
        isPublic,
        managedBy);
  }

  /** Whether sending the request twice is harmless (RFC 9110 section 9.2.2). */
  public boolean idempotent() {
    return !method.equals("POST") && !method.equals("PATCH");
  }
}
