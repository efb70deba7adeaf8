package io.probity.api;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that the resource does not know, those given twice where one is
 * expected, and booleans that are none: to ignore a filter is to answer another question, and to
 * take {@code dryRun=maybe} for false is to write.
 */
final class UnknownParameters {
  @ServerRequestFilter
  void refuse(ResourceInfo resource, UriInfo uri) {
    Method method = resource.getResourceMethod();
    if (method == null
        || !uri.getPath().startsWith(Api.BASE)
            && !uri.getPath().startsWith(EndpointMetricsResource.PATH)
        || uri.getQueryParameters().isEmpty()) {
      return;
    }
    Set<String> once = new HashSet<>();
    Set<String> often = new HashSet<>();
    Set<String> flags = new HashSet<>();
    for (Parameter each : method.getParameters()) {
      QueryParam declared = each.getAnnotation(QueryParam.class);
      if (declared != null) {
        (each.getType() == List.class ? often : once).add(declared.value());
        if (each.getType() == boolean.class) {
          flags.add(declared.value());
        }
      } else if (each.getType() == UriInfo.class) {
        // What reads the URI by itself reads it by Paging.
        once.addAll(List.of("limit", "cursor"));
      }
    }
    // What is described by itself is read, and checked, by the resource.
    for (var each :
        method.getAnnotationsByType(
            org.eclipse.microprofile.openapi.annotations.parameters.Parameter.class)) {
      often.add(each.name());
    }
    Query query = new Query();
    uri.getQueryParameters()
        .forEach(
            (name, values) -> {
              if (once.contains(name) && values.size() > 1) {
                query.refuse(name, "Must be given once.");
              } else if (flags.contains(name) && !values.get(0).matches("true|false")) {
                query.refuse(name, "Must be true or false.");
              } else if (!once.contains(name) && !often.contains(name)) {
                query.refuse(name, "There is no such parameter.");
              }
            });
    query.check();
  }
}
