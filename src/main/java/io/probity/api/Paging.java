package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.InvalidInput;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list that a request asks for. A resource reads {@link #rows} rows after {@link
 * #after}, keeps {@link #kept} of them and answers with {@link #page}.
 *
 * @param limit rows in a page, 1 to 500
 * @param after the position of the last row of the page before, in the resource's own form; null:
 *     the first page
 */
record Paging(int limit, @Nullable String after, UriInfo uri) {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  /** Reads {@code limit} and {@code cursor}; throws {@link InvalidInput}. */
  static Paging of(UriInfo uri) {
    return of(uri, new Query());
  }

  /** Likewise, with what {@code query} found wrong by now. */
  static Paging of(UriInfo uri, Query query) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    int limit = limit(given.getFirst("limit"), query);
    String cursor = given.getFirst("cursor");
    String after = null;
    if (cursor != null && !cursor.isEmpty()) {
      try {
        after = Cursor.decode(cursor, subject(uri));
      } catch (InvalidInput e) {
        e.errors().forEach(query::refuse);
      }
    }
    query.check();
    return new Paging(limit, after, uri);
  }

  /** How many rows to read: one more than a page holds, to know whether there is a next one. */
  int rows() {
    return limit + 1;
  }

  /** The rows that belong on this page. */
  <T> List<T> kept(List<T> rows) {
    return rows.size() > limit ? rows.subList(0, limit) : rows;
  }

  /** Whether the rows that were read show that there is a next page. */
  boolean hasNext(List<?> rows) {
    return rows.size() > limit;
  }

  /**
   * The answer: the page and, if there is a next one, the link to it.
   *
   * @param items what is shown of the rows kept
   * @param last the position of the last row kept, null: there is no next page
   */
  Response page(List<? extends JsonNode> items, @Nullable String last) {
    return page(items, last, JsonNodeFactory.instance.objectNode());
  }

  /**
   * The same with further members.
   *
   * @param more is shown beside the items
   */
  Response page(List<? extends JsonNode> items, @Nullable String last, ObjectNode more) {
    if (last == null) {
      return Response.ok(tree(items, null).setAll(more)).build();
    }
    String cursor = Cursor.encode(last, subject(uri));
    String next =
        uri.getRequestUriBuilder().replaceQueryParam("cursor", cursor).build().toASCIIString();
    return Response.ok(tree(items, cursor).setAll(more))
        .header("Link", "<" + next + ">; rel=\"next\"")
        .build();
  }

  /** A tree, which {@link Documents} can write as YAML too. */
  private static ObjectNode tree(List<? extends JsonNode> items, @Nullable String next) {
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.putArray("items").addAll(items);
    return page.put("next", next);
  }

  /** What a cursor belongs to: the path and every parameter that filters. */
  private static String subject(UriInfo uri) {
    TreeMap<String, List<String>> filters = new TreeMap<>(uri.getQueryParameters());
    filters.remove("cursor");
    filters.remove("limit");
    filters.replaceAll((name, values) -> values.stream().sorted().toList());
    return uri.getPath() + filters;
  }

  private static int limit(@Nullable String text, Query query) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      query.refuse("limit", "Must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    return limit;
  }
}
