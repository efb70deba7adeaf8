package io.probity.alert.webhook;

import io.quarkus.qute.Expression;
import io.quarkus.qute.LoopSectionHelper;
import io.quarkus.qute.Mapper;
import io.quarkus.qute.RawString;
import io.quarkus.qute.ResultNode;
import io.quarkus.qute.Results;
import io.quarkus.qute.Scope;
import io.quarkus.qute.SectionBlock;
import io.quarkus.qute.SectionHelper;
import io.quarkus.qute.SectionHelperFactory;
import io.quarkus.qute.SingleResultNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Qute's {@code {#for}} and {@code {#each}} over lists and the entries of objects, within the
 * {@link Allowance}: nothing else is looped over, so that a number in a template is no load. What
 * is missing or no list counts as empty.
 */
final class BoundedLoop implements SectionHelper {
  private final String alias;
  private final Expression items;
  private final @Nullable SectionBlock otherwise;

  private BoundedLoop(String alias, Expression items, @Nullable SectionBlock otherwise) {
    this.alias = alias;
    this.items = items;
    this.otherwise = otherwise;
  }

  @Override
  public CompletionStage<ResultNode> resolve(SectionResolutionContext context) {
    return context.resolutionContext().evaluate(items).thenCompose(each -> resolve(each, context));
  }

  private CompletionStage<ResultNode> resolve(
      @Nullable Object value, SectionResolutionContext context) {
    Collection<?> items = items(value);
    if (items.isEmpty()) {
      return otherwise == null
          ? ResultNode.NOOP
          : context.execute(otherwise, context.resolutionContext());
    }
    Allowance allowance = (Allowance) context.resolutionContext().getAttribute(Allowance.ATTRIBUTE);
    StringBuilder text = new StringBuilder();
    int index = 0;
    for (Object item : items) {
      allowance.round();
      Mapper round = new Round(alias, item, index++, items.size());
      // Nothing here is asynchronous: the stage is complete.
      context
          .execute(context.resolutionContext().createChild(round, null))
          .toCompletableFuture()
          .join()
          .process(
              part -> {
                allowance.text(part);
                text.append(part);
              });
    }
    return CompletableFuture.completedFuture(new SingleResultNode(new RawString(text.toString())));
  }

  private static Collection<?> items(@Nullable Object value) {
    if (value instanceof Collection<?> list) {
      return list;
    }
    return value instanceof Map<?, ?> object ? object.entrySet() : List.of();
  }

  /** What a round of the loop knows: the item under its alias, and where in the loop it is. */
  private record Round(String alias, @Nullable Object item, int index, int size) implements Mapper {
    @Override
    public boolean appliesTo(String key) {
      return key.equals(alias) || key.startsWith(alias + "_");
    }

    @Override
    public @Nullable Object get(String key) {
      if (key.equals(alias)) {
        return item;
      }
      return switch (key.substring(alias.length() + 1)) {
        case "index" -> index;
        case "count" -> index + 1;
        case "hasNext" -> index + 1 < size;
        case "isFirst" -> index == 0;
        case "isLast" -> index + 1 == size;
        default -> Results.notFound(key).toCompletableFuture().join();
      };
    }
  }

  /** Reads the tag as Qute's own loop does. */
  static final class Factory implements SectionHelperFactory<BoundedLoop> {
    private final LoopSectionHelper.Factory original = new LoopSectionHelper.Factory();

    @Override
    public List<String> getDefaultAliases() {
      return original.getDefaultAliases();
    }

    @Override
    public ParametersInfo getParameters() {
      return original.getParameters();
    }

    @Override
    public List<String> getBlockLabels() {
      return original.getBlockLabels();
    }

    @Override
    public Scope initializeBlock(Scope outer, BlockInfo block) {
      return original.initializeBlock(outer, block);
    }

    @Override
    public BoundedLoop initialize(SectionInitContext context) {
      String alias = context.getParameterOrDefault("alias", "it");
      return new BoundedLoop(
          alias.isEmpty() || alias.equals("$empty$") ? "it" : alias,
          context.getExpression("iterable"),
          context.getBlock("else"));
    }
  }
}
