package io.probity.web;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.UserTagSectionHelper;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.Variant;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns pages into HTML by the templates on the class path. Whatever a template puts out is
 * escaped; what a page does not have fails. Any thread.
 */
@Singleton
final class Templates {
  private static final String FOLDER = "/templates/";
  private static final String SUFFIX = ".html";
  private static final Variant HTML =
      new Variant(Locale.ENGLISH, StandardCharsets.UTF_8, "text/html");

  /** Templates in {@code tags/} that others use as sections. */
  private static final List<String> TAGS =
      List.of(
          "state",
          "moment",
          "strip",
          "cause",
          "phase",
          "textField",
          "pickField",
          "flagField",
          "secretField",
          "pairsField",
          "assertionRow",
          "labels",
          "prose");

  private final Assets assets;
  private final Engine engine;

  Templates(Assets assets) {
    this.assets = assets;
    var builder =
        Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addValueResolver(
                ValueResolver.builder()
                    .applyToBaseClass(String.class)
                    .applyToName("prose")
                    .resolveSync(text -> Prose.of((String) text.getBase()))
                    .build())
            .addResultMapper(new HtmlEscaper(List.of("text/html")))
            .addLocator(Templates::locate)
            .removeStandaloneLines(true)
            .strictRendering(true);
    TAGS.forEach(
        tag -> builder.addSectionHelper(new UserTagSectionHelper.Factory(tag, "tags/" + tag)));
    engine = builder.build();
  }

  /**
   * A whole page.
   *
   * @param name of the template, such as {@code log-in}
   * @param page what the template calls {@code page}
   */
  String render(String name, Frame frame, Object page) {
    return Optional.ofNullable(engine.getTemplate(name))
        .orElseThrow(() -> new IllegalArgumentException("no template " + name))
        .data("frame", frame)
        .data("assets", assets)
        .data("page", page)
        .render();
  }

  private static Optional<TemplateLocator.TemplateLocation> locate(String id) {
    return Templates.class.getResource(FOLDER + id + SUFFIX) == null
        ? Optional.empty()
        : Optional.of(new Location(id));
  }

  private record Location(String id) implements TemplateLocator.TemplateLocation {
    @Override
    public Reader read() {
      InputStream in = Templates.class.getResourceAsStream(FOLDER + id + SUFFIX);
      if (in == null) {
        throw new UncheckedIOException(new IOException("no template " + id));
      }
      return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Variant> getVariant() {
      return Optional.of(HTML);
    }
  }
}
