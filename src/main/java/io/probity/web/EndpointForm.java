package io.probity.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.endpoint.Endpoint;
import io.probity.endpoint.EndpointCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Registering an endpoint, or editing one. What is as by default is left empty, so that it goes on
 * following what it depends on.
 *
 * @param id null: it is new
 * @param name of what is stored, empty: it is new
 * @param managedBy which configuration document owns it, null: none
 * @param ownAuth how it authenticates: basic, bearer, mtls or none
 */
record EndpointForm(
    @Nullable String id,
    String name,
    FormDocument form,
    @Nullable String managedBy,
    String ownAuth,
    List<AssertionRow> assertions) {
  /** What another row begins with. */
  public AssertionRow blankAssertion() {
    return new AssertionRow("status", "", "equals", "", "down");
  }

  /** For one that is to be. */
  static EndpointForm blank() {
    return new EndpointForm(null, "", FormDocument.blank(), null, "none", List.of());
  }

  /** For one that is. */
  static EndpointForm of(Endpoint endpoint, EndpointCodec codec) {
    ObjectNode document = codec.brief(endpoint.spec());
    String owner = endpoint.spec().managedBy();
    return new EndpointForm(
        endpoint.publicId().toString(),
        endpoint.spec().name(),
        new FormDocument(document, endpoint.revision(), owner != null),
        owner,
        document.at("/auth/type").asText("none"),
        AssertionRow.of(document.path("assertions")));
  }
}
