package io.probity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.probity.db.Db;
import io.probity.endpoint.Fields;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.postgresql.ds.PGSimpleDataSource;

/** A resource of the tests' own that fails in every way there is. */
@Path("/problems-probe")
@Produces({"application/json", "application/yaml"})
public class ProblemsProbe {
  @POST
  @Operation(hidden = true)
  @Consumes({"application/json", "application/yaml"})
  public JsonNode echo(JsonNode body) {
    Fields fields = Fields.of(body);
    fields.integer("a", 0, 1, 9);
    fields.texts("m/p", 3, 3);
    fields.node("any");
    fields.refuseUnknown("id");
    fields.throwIfInvalid();
    return body;
  }

  @GET
  @Operation(hidden = true)
  @Path("/numbers")
  public Response numbers(@Context UriInfo uri) {
    Paging paging = Paging.of(uri);
    int after = paging.after() == null ? 0 : Integer.parseInt(paging.after());
    List<Integer> rows = IntStream.rangeClosed(after + 1, 7).limit(paging.rows()).boxed().toList();
    List<Integer> kept = paging.kept(rows);
    String last = paging.hasNext(rows) ? kept.get(kept.size() - 1).toString() : null;
    return paging.page(kept.stream().map(IntNode::valueOf).toList(), last);
  }

  @GET
  @Operation(hidden = true)
  @Path("/revision/{now}")
  public Response revision(@Context HttpHeaders headers, int now) {
    IfMatch.of(headers).check(now == 0 ? null : (long) now);
    return Response.ok("{}").tag(IfMatch.tag(now)).build();
  }

  @GET
  @Operation(hidden = true)
  @Path("/id/{id}")
  public String id(String id) {
    return "\"" + PathIds.uuid(id) + "\"";
  }

  @GET
  @Operation(hidden = true)
  @Path("/taken")
  public String taken() {
    throw new Conflict("key-taken", "The key is taken.");
  }

  @GET
  @Operation(hidden = true)
  @Path("/deep")
  public JsonNode deep() {
    ArrayNode deep = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 2000; i++) {
      deep = JsonNodeFactory.instance.arrayNode().add("x".repeat(100)).add(deep);
    }
    return deep;
  }

  @GET
  @Operation(hidden = true)
  @Path("/broken")
  public String broken() {
    throw new IllegalStateException("a secret of the inside");
  }

  @GET
  @Operation(hidden = true)
  @Path("/away")
  public List<String> away() {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    nobody.setServerNames(new String[] {"127.0.0.1"});
    nobody.setPortNumbers(new int[] {1});
    return new Db(nobody).list("SELECT 1", row -> row.getString(1));
  }
}
