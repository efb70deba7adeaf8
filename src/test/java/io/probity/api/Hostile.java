package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What nobody means well with: values, bodies, paths and headers. */
final class Hostile {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Texts for any place that takes one. */
  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\r\nX-Injected: 1",
          "a\nb\tc\u0007\u001b[31mred",
          "\u202e\u200bevil\ufeff",
          "\ud83d\ude00\u0301".repeat(40),
          "\ud800",
          "' OR '1'='1' --",
          "'; DROP TABLE endpoint; --",
          "\\'; SELECT pg_sleep(10); --",
          "%' ESCAPE '!",
          "$1 ? :name {0} %s %n",
          "{#each data}{it}{/each}",
          "{inject:config.secretKey}",
          "${jndi:ldap://127.0.0.1:1/a}",
          "#{7*7}",
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "../../../../etc/passwd",
          "..\\..\\windows",
          "%00",
          "%2e%2e%2f",
          "file:///etc/passwd",
          "http://127.0.0.1:1@127.0.0.1/",
          "http://[::ffff:169.254.169.254]/",
          "http://2130706433/",
          "gopher://127.0.0.1:1/",
          "javascript:alert(1)",
          "PT99999999999999999999S",
          "-1s",
          "1e9s",
          "9999999999999999999d",
          "0x10",
          "NaN",
          "null",
          "true",
          "+10000000000-01-01T00:00:00Z",
          "2026-02-30T00:00:00Z",
          "-999999999-01-01T00:00:00Z",
          "0000-00-00",
          "00000000-0000-0000-0000-000000000000",
          "(a+)+$",
          "(?<x>[a-z]{1000}){1000}",
          "$..[?(@.a == 1)]",
          "x".repeat(10_000),
          "***");

  /** Numbers beyond what anything holds. */
  private static final List<BigDecimal> NUMBERS =
      List.of(
          BigDecimal.ZERO,
          BigDecimal.ONE.negate(),
          new BigDecimal("0.5"),
          new BigDecimal("1e309"),
          new BigDecimal("1e-400"),
          new BigDecimal(BigInteger.TWO.pow(31)),
          new BigDecimal(BigInteger.TWO.pow(63)),
          new BigDecimal(BigInteger.TEN.pow(300)));

  /** Bodies that are no document. */
  static final List<String> BODIES =
      List.of(
          "",
          " ",
          "{",
          "[]",
          "null",
          "\"text\"",
          "42",
          "{\"url\": \"http://127.0.0.1:1/\", \"url\": \"http://127.0.0.1:2/\"}",
          "{\"url\": \"http://127.0.0.1:1/\"} {}",
          "{\"a\": 1e99999999999}",
          "{\"a\": 1" + "0".repeat(2_000) + "}",
          "[".repeat(2_000),
          "{\"a\":".repeat(990) + "1" + "}".repeat(990),
          "{\"a\": \"\\ud800\"}",
          "{\"a\": \"\u0001\"}",
          "a: &x [1]\nb: *x",
          "a: !!javax.script.ScriptEngineManager [x]",
          "? {a: 1} : b",
          "\ufeff{}",
          "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
          "a=1&b=2",
          "\u0000\u0001\u0002");

  /** Segments of a path, as they are sent. */
  static final List<String> SEGMENTS =
      List.of(
          "%",
          "%zz",
          "%00",
          "%c3%28",
          "%ff%fe",
          "%2e%2e",
          "..",
          "..%2f..%2fq%2fmetrics",
          "%0d%0aX-Injected:%201",
          "a;b=c",
          "%3Cscript%3E",
          "'%20OR%201=1",
          "{id}",
          "null",
          "-1",
          "a".repeat(3_000),
          "\u00e4",
          "%F0%9F%98%80",
          "*",
          "00000000-0000-0000-0000-000000000000");

  /** Further header lines, as they are sent. */
  static final List<String> HEADERS =
      List.of(
          "If-Match: *",
          "If-Match: \"999999999999999999999\"",
          "If-Match: W/\"1\"",
          "If-Match: \"1\", \"2\"",
          "If-Match: '",
          "If-None-Match: *",
          "If-None-Match: \"x\"",
          "Accept: text/html",
          "Accept: application/yaml",
          "Accept: ;;q=x",
          "Accept: */*;q=0",
          "Accept-Encoding: gzip, br;q=nan",
          "Content-Encoding: gzip",
          "Expect: 100-never",
          "X-Forwarded-For: 8.8.8.8\u0007",
          "X-HTTP-Method-Override: DELETE",
          "Cookie: probity_session=" + "x".repeat(500),
          "Cookie: probity_session=\u00e4; a=\"b",
          "Last-Event-ID: 99999999999999999999",
          "Range: bytes=0-,1-,2-",
          "Sec-Fetch-Site: cross-site",
          "Origin: null",
          "X-Long: " + "x".repeat(6_000),
          "X-Control: a\u0001b",
          "No colon here",
          ": no name",
          "X-Folded: a\r\n b",
          "Transfer-Encoding: identity");

  /** Headers that are no HTTP: the server refuses them without a word, before it knows a path. */
  static final List<String> MALFORMED =
      List.of("X-Forwarded-For: 8.8.8.8\u0007", "X-Control:", "No colon here", "\n: no name");

  /** Media types that are not the right one. */
  static final List<String> MEDIA =
      List.of(
          "application/xml",
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "application/json; charset=utf-16",
          "application/json; charset=nonsense",
          "application/yaml",
          "application/merge-patch+json",
          "application/",
          "/",
          "\u00e4",
          "application/json, application/yaml");

  private Hostile() {}

  static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /** Anything at all. */
  static JsonNode value(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(one(NUMBERS, random));
      case 3 -> NODES.arrayNode().add(one(TEXTS, random)).addNull().addArray();
      case 4 -> NODES.objectNode().put(one(TEXTS, random), one(TEXTS, random));
      default -> NODES.textNode(one(TEXTS, random));
    };
  }

  /** Replaces, adds or removes one thing somewhere in a document. */
  static JsonNode spoil(JsonNode document, Random random) {
    JsonNode copy = document.deepCopy();
    JsonNode at = copy;
    while (true) {
      List<String> names = new ArrayList<>();
      at.fieldNames().forEachRemaining(names::add);
      int size = at.size();
      if (size == 0) {
        return value(random);
      }
      int chosen = random.nextInt(size);
      JsonNode child = at instanceof ArrayNode ? at.get(chosen) : at.get(names.get(chosen));
      if (child.isContainerNode() && !child.isEmpty() && random.nextInt(4) > 0) {
        at = child;
        continue;
      }
      if (at instanceof ArrayNode array) {
        array.set(chosen, value(random));
      } else if (at instanceof ObjectNode object) {
        change(object, names.get(chosen), random);
      }
      return copy;
    }
  }

  private static void change(ObjectNode object, String name, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(one(TEXTS, random), value(random));
      default -> object.set(name, value(random));
    }
  }
}
