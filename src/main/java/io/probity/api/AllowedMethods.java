package io.probity.api;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/** The methods that a path takes: RFC 9110 wants them said with a 405, RESTEasy does not. */
final class AllowedMethods {
  private AllowedMethods() {}

  /** As the header Allow says them. For the thread that answers a request. */
  static String of(String path) {
    return String.join(", ", of(CurrentRequestManager.get().getDeployment(), path));
  }

  private static Set<String> of(Deployment deployment, String path) {
    Set<String> methods = new TreeSet<>();
    RequestMapper<InitialMatch> classes = new RequestMapper<>(deployment.getClassMappers());
    RequestMatch<InitialMatch> match = classes.map(path);
    while (match != null) {
      for (ServerRestHandler handler : match.value.handlers) {
        if (handler instanceof ClassRoutingHandler routing) {
          add(routing.getMappers(), match.remaining.isEmpty() ? "/" : match.remaining, methods);
        }
      }
      match = classes.continueMatching(path, match);
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  private static void add(
      Map<String, RequestMapper<RuntimeResource>> mappers, String rest, Set<String> methods) {
    mappers.forEach(
        (method, mapper) -> {
          if (method != null && mapper.map(rest) != null) {
            methods.add(method);
          }
        });
  }
}
