package io.probity.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.probity.endpoint.TargetUrl;
import io.probity.probe.FailureClass;
import io.probity.probe.Phase;
import io.probity.probe.Reproduction;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What several outages may have in common. Pure.
 *
 * @param failure wire name of the class of their failure
 * @param place what they share beside it
 * @param value which one, at most {@link #LONGEST} characters
 */
record Cause(String failure, Place place, String value) {
  /** Longer names are cut; it is short enough for an index. */
  static final int LONGEST = 300;

  private static final int MOST_RESOLVERS = 3;

  /** What outages may share. */
  enum Place {
    /** The first two bytes of an IPv4 address, the first four of an IPv6 one. */
    NETWORK("in the network"),
    /** Who issued the certificate that is at fault. */
    ISSUER("with certificates issued by"),
    /** The DNS server that was asked. */
    RESOLVER("by the resolver"),
    /** Scheme, host and port of the target. */
    ORIGIN("at the origin");

    private final String words;

    Place(String words) {
      this.words = words;
    }

    /** The name used in bodies. */
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * All that an outage may share with others, the most telling first: the resolver of names that
   * are not found, the issuer of certificates that are not accepted, the network of addresses,
   * always the origin.
   *
   * @param target what was probed
   * @param data of its {@code endpoint.down}
   * @return empty: it does not say how it failed
   */
  static List<Cause> of(URI target, JsonNode data) {
    List<Cause> causes = new ArrayList<>();
    FailureClass.ofWireName(data.at("/failure/class").asText())
        .ifPresent(
            failure -> {
              resolvers(failure, data).forEach(each -> add(causes, failure, Place.RESOLVER, each));
              if (isOfCertificates(failure)) {
                add(causes, failure, Place.ISSUER, data.at("/certificate/issuer").textValue());
              }
              add(causes, failure, Place.NETWORK, network(data.at("/check/address").asText()));
              add(causes, failure, Place.ORIGIN, origin(target));
            });
    return causes;
  }

  private static void add(
      List<Cause> causes, FailureClass failure, Place place, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      String bounded = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
      causes.add(new Cause(failure.wireName(), place, bounded));
    }
  }

  private static boolean isOfCertificates(FailureClass failure) {
    return failure == FailureClass.ASSERTION_CERTIFICATE || Reproduction.sawChain(failure);
  }

  private static List<String> resolvers(FailureClass failure, JsonNode data) {
    List<String> servers = new ArrayList<>();
    if (failure.phase() == Phase.DNS) {
      data.at("/failure/evidence/resolvers").fieldNames().forEachRemaining(servers::add);
    }
    return servers.stream().sorted().limit(MOST_RESOLVERS).toList();
  }

  /** The network of a literal address in its shortest text; null: it is none. */
  private static @Nullable String network(String address) {
    if (address.isEmpty()) {
      return null;
    }
    if (address.indexOf(':') < 0) {
      String[] bytes = address.split("\\.", 3);
      return bytes.length < 3 ? null : bytes[0] + "." + bytes[1] + ".0.0/16";
    }
    String[] groups = address.split(":", 3);
    String first = groups[0].isEmpty() ? "0" : groups[0];
    String second = groups[0].isEmpty() || groups[1].isEmpty() ? "0" : groups[1];
    return second.equals("0") ? first + "::/32" : first + ":" + second + "::/32";
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getHost() + ":" + TargetUrl.port(url);
  }

  /** A text that tells it from all others. */
  String key() {
    return failure + "|" + place.wireName() + "|" + value;
  }

  /** The cause that {@link #key} stands for. */
  static Cause ofKey(String key) {
    String[] parts = key.split("\\|", 3);
    return new Cause(parts[0], Place.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2]);
  }

  /** In a few words, such as "connect.timeout in the network 198.51.0.0/16". */
  String words() {
    return failure + " " + place.words + " " + value;
  }
}
