package io.probity.alert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A channel that notes what it was to send and answers by a script, at once or when told. */
final class ScriptedChannel implements AlertChannel {
  final List<Message> sent = new CopyOnWriteArrayList<>();
  private final Deque<CompletableFuture<SendResult>> held = new ArrayDeque<>();
  private volatile Function<Message, CompletionStage<SendResult>> script =
      message -> CompletableFuture.completedStage(status(204));

  static SendResult status(int status) {
    return new SendResult.Answered(status, "", null);
  }

  ScriptedChannel answering(SendResult result) {
    script = message -> CompletableFuture.completedStage(result);
    return this;
  }

  ScriptedChannel answering(Function<Message, SendResult> results) {
    script = message -> CompletableFuture.completedStage(results.apply(message));
    return this;
  }

  /** Messages to this host stay on their way until {@link #release}. */
  ScriptedChannel holding(String host) {
    Function<Message, CompletionStage<SendResult>> before = script;
    script =
        message -> {
          if (!message.url().getHost().equals(host)) {
            return before.apply(message);
          }
          CompletableFuture<SendResult> result = new CompletableFuture<>();
          synchronized (held) {
            held.add(result);
          }
          return result;
        };
    return this;
  }

  void release(SendResult result) {
    synchronized (held) {
      held.forEach(each -> each.complete(result));
      held.clear();
    }
  }

  List<UUID> ids() {
    return sent.stream().map(Message::id).toList();
  }

  List<UUID> idsTo(String host) {
    return sent.stream()
        .filter(message -> message.url().getHost().equals(host))
        .map(Message::id)
        .toList();
  }

  @Override
  public CompletionStage<SendResult> send(Message message) {
    sent.add(message);
    return script.apply(message);
  }
}
