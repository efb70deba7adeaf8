package io.probity.alert.webhook;

import io.probity.alert.TemplatePolicy;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Expression;
import io.quarkus.qute.IfSectionHelper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.SetSectionHelper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode.Origin;
import io.quarkus.qute.ValueResolvers;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Qute, cut down to what the event of a message can say: no reflection, no beans, no other
 * templates, and an {@link Allowance} for each rendering. Thread-safe.
 */
public final class Templates implements TemplatePolicy {
  private final Map<Escaping, Engine> engines = new EnumMap<>(Escaping.class);

  /** Engines with nothing in them. */
  public Templates() {
    for (Escaping escaping : Escaping.values()) {
      engines.put(escaping, engine(escaping));
    }
  }

  private static Engine engine(Escaping escaping) {
    return Engine.builder()
        .addSectionHelper(new IfSectionHelper.Factory())
        .addSectionHelper(new SetSectionHelper.Factory())
        .addSectionHelper(new BoundedLoop.Factory())
        .addValueResolvers(
            ValueResolvers.mapResolver(),
            ValueResolvers.mapEntryResolver(),
            ValueResolvers.mapperResolver(),
            ValueResolvers.listResolver(),
            ValueResolvers.collectionResolver(),
            ValueResolvers.thisResolver(),
            ValueResolvers.rawResolver(),
            ValueResolvers.orResolver(),
            ValueResolvers.trueResolver(),
            ValueResolvers.logicalAndResolver(),
            ValueResolvers.logicalOrResolver(),
            new EventValues())
        .addResultMapper(new Escaper(escaping))
        .strictRendering(false)
        .useAsyncTimeout(false)
        .build();
  }

  @Override
  public @Nullable String refusal(String template) {
    try {
      compile(template, Escaping.JSON);
      return null;
    } catch (UnfitTemplate e) {
      return e.getMessage();
    }
  }

  /**
   * The text that a template makes.
   *
   * @param values maps, lists, texts, numbers, booleans and nulls
   * @throws UnfitTemplate if it does not compile or uses up its allowance
   */
  String render(String template, Escaping escaping, Map<String, Object> values) {
    Allowance allowance = new Allowance(System::nanoTime);
    StringBuilder text = new StringBuilder();
    try {
      compile(template, escaping)
          .data(values)
          .setAttribute(Allowance.ATTRIBUTE, allowance)
          .consume(
              part -> {
                allowance.text(part);
                text.append(part);
              })
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw unfit(e.getCause() == null ? e : e.getCause());
    } catch (TemplateException | StackOverflowError e) {
      throw unfit(e);
    }
    return text.toString();
  }

  private Template compile(String template, Escaping escaping) {
    try {
      Template compiled = Objects.requireNonNull(engines.get(escaping)).parse(template);
      compiled.getExpressions().forEach(Templates::check);
      return compiled;
    } catch (TemplateException | StackOverflowError e) {
      throw unfit(e);
    }
  }

  private static void check(Expression expression) {
    if (expression.hasNamespace()) {
      throw new UnfitTemplate(
          "Line "
              + expression.getOrigin().getLine()
              + ": there is no namespace \""
              + expression.getNamespace()
              + "\".");
    }
  }

  private static UnfitTemplate unfit(Throwable thrown) {
    if (thrown instanceof UnfitTemplate unfit) {
      return unfit;
    }
    if (thrown instanceof StackOverflowError) {
      return new UnfitTemplate("The template is nested too deeply.");
    }
    String message = String.valueOf(thrown.getMessage()).replaceAll("\\s+", " ");
    Origin origin = thrown instanceof TemplateException known ? known.getOrigin() : null;
    return new UnfitTemplate(
        origin == null ? message : "Line " + origin.getLine() + ": " + message);
  }

  /** Values become text: structures as JSON, null as nothing. */
  private record Escaper(Escaping escaping) implements ResultMapper {
    @Override
    public boolean appliesTo(Origin origin, @Nullable Object result) {
      return true;
    }

    @Override
    public String map(@Nullable Object result, Expression expression) {
      if (result == null) {
        return "";
      }
      if (result instanceof RawString raw) {
        return raw.getValue();
      }
      return result instanceof Map || result instanceof Collection
          ? structure(result)
          : escaping.escape(result.toString());
    }

    private String structure(Object result) {
      String json = EventValues.json(result);
      return escaping == Escaping.JSON ? json : escaping.escape(json);
    }
  }
}
