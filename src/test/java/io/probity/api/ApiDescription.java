package io.probity.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the description of the API by what holds for all resources: how they fail, how lists
 * are paged, and preconditions. Runs at build time.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {
  private static final Pattern PUBLIC_PATHS = Pattern.compile("/(api|badges|status)/.*");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w*[iI]d)}");

  /** What answers its revision as ETag. */
  private static final Set<String> REVISED =
      Set.of("Endpoint", "Channel", "ChannelCreated", "Maintenance", "Key", "KeyCreated");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    Map<String, PathItem> paths = api.getPaths().getPathItems();
    for (String path : paths.keySet().stream().toList()) {
      PathItem item = paths.get(path);
      if (!PUBLIC_PATHS.matcher(path).matches()) {
        api.getPaths().removePathItem(path);
      } else if (item != null) {
        item.getOperations().forEach((method, operation) -> complete(path, method, operation));
      }
    }
    // Bodies are trees, and their schemas are named: what Jackson's classes look like is no matter.
    List.of("JsonNode", "JsonNodeType", "ObjectNode").forEach(api.getComponents()::removeSchema);
  }

  private static void complete(String path, HttpMethod method, Operation operation) {
    fails(operation, "401", "Unauthorized");
    fails(operation, "403", "Forbidden");
    fails(operation, "429", "TooManyRequests");
    fails(operation, "503", "Unavailable");
    if (answers(operation)) {
      fails(operation, "406", "NotAcceptable");
    }
    if (path.contains("{") && !path.contains("/by-key/")) {
      fails(operation, "404", "NotFound");
    }
    if (operation.getRequestBody() != null) {
      fails(operation, "400", "Unparseable");
      fails(operation, "415", "UnsupportedMediaType");
      fails(operation, "422", "Invalid");
    }
    if (isPaged(operation)) {
      operation.addParameter(OASFactory.createParameter().ref("limit"));
      operation.addParameter(OASFactory.createParameter().ref("cursor"));
    }
    if (operation.getParameters() != null
        && operation.getParameters().stream()
            .anyMatch(each -> each.getRef() != null || each.getIn() == Parameter.In.QUERY)) {
      fails(operation, "422", "Invalid");
    }
    if (path.endsWith("}")
        && (method == HttpMethod.PUT
            || method == HttpMethod.PATCH
            || method == HttpMethod.DELETE)) {
      operation.addParameter(OASFactory.createParameter().ref("ifMatch"));
      fails(operation, "400", "Unparseable");
      fails(operation, "412", "Stale");
    }
    if (path.contains("/by-key/")) {
      operation.addParameter(OASFactory.createParameter().ref("ifNoneMatch"));
    }
    headers(operation);
    identifiers(path, operation);
    operation
        .getResponses()
        .setAPIResponses(new TreeMap<>(operation.getResponses().getAPIResponses()));
  }

  private static void headers(Operation operation) {
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (status.equals("201")) {
                header(response, "Location");
              }
              if (schemas(response).anyMatch(REVISED::contains)) {
                header(response, "ETag");
              }
              if (schemas(response).anyMatch(name -> name.endsWith("Page"))) {
                header(response, "Link");
              }
            });
  }

  private static void header(APIResponse response, String name) {
    response.addHeader(name, OASFactory.createHeader().ref(name));
  }

  private static boolean answers(Operation operation) {
    return operation.getResponses().getAPIResponses().values().stream()
        .anyMatch(response -> schemas(response).findAny().isPresent());
  }

  /** The names of the schemas of an answer. */
  private static Stream<String> schemas(APIResponse response) {
    return response.getContent() == null
        ? Stream.of()
        : response.getContent().getMediaTypes().values().stream()
            .map(MediaType::getSchema)
            .filter(schema -> schema != null && schema.getRef() != null)
            .map(schema -> schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1));
  }

  private static void identifiers(String path, Operation operation) {
    Matcher id = PARAMETER.matcher(path);
    while (id.find()) {
      String name = id.group(1);
      if (operation.getParameters() != null) {
        operation.getParameters().stream()
            .filter(parameter -> name.equals(parameter.getName()) && parameter.getSchema() != null)
            .forEach(parameter -> parameter.getSchema().setFormat("uuid"));
      }
    }
  }

  private static void fails(Operation operation, String status, String response) {
    if (operation.getResponses().getAPIResponse(status) == null) {
      operation.getResponses().addAPIResponse(status, OASFactory.createAPIResponse().ref(response));
    }
  }

  private static boolean isPaged(Operation operation) {
    APIResponse ok = operation.getResponses().getAPIResponse("200");
    return ok != null && schemas(ok).anyMatch(name -> name.endsWith("Page"));
  }
}
