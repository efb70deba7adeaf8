package io.probity.api;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which methods a path has, told from the resources' annotations. The framework answers 405 without
 * the {@code Allow} that RFC 9110 section 15.5.6 demands, and 404 where a path is shared by several
 * resource classes.
 */
@Singleton
final class AllowedMethods {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

  private final Map<String, Set<String>> byPattern = new TreeMap<>();

  AllowedMethods(BeanManager beans) {
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      Path path = bean.getBeanClass().getAnnotation(Path.class);
      if (path != null) {
        Arrays.stream(bean.getBeanClass().getMethods()).forEach(each -> add(path.value(), each));
      }
    }
  }

  /** The methods of a path, in alphabetical order; empty if there is no such path. */
  Set<String> of(String path) {
    Set<String> methods = new TreeSet<>();
    byPattern.forEach(
        (pattern, each) -> {
          if (path.matches(pattern)) {
            methods.addAll(each);
          }
        });
    return methods;
  }

  private void add(String base, Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        Path path = method.getAnnotation(Path.class);
        Set<String> methods =
            byPattern.computeIfAbsent(
                pattern(path == null ? base : base + path.value()), unused -> new TreeSet<>());
        methods.add(verb.value());
        methods.add("OPTIONS");
        if (verb.value().equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
  }

  /** Literal text, with one segment for each parameter. */
  private static String pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    String[] literals = PARAMETER.split(template, -1);
    for (int i = 0; i < literals.length; i++) {
      pattern.append(i == 0 ? "" : "[^/]+").append(Pattern.quote(literals[i]));
    }
    return pattern.append("/?").toString();
  }
}
