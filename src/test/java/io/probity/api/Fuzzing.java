package io.probity.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probity.api.FuzzRequests.Operation;
import io.probity.api.FuzzRequests.Request;
import io.probity.testing.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends many requests that {@link FuzzRequests} makes over a few connections and holds each answer
 * to what must always be so: it comes, it is no 5xx, and what is refused is refused in the form of
 * the contract.
 */
final class Fuzzing {
  /** How long an answer may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** They run a check, whose own deadline is 15 s. */
  private static final Set<String> CHECKING = Set.of("checkNow", "probe");

  private static final Duration CHECK_PATIENCE = Duration.ofSeconds(20);
  private static final int CONNECTIONS = 4;
  private static final int MAX_LINE = 4_096;
  private static final int SHOWN_FAULTS = 50;

  /** How often what did not succeed by chance is tried on purpose. */
  private static final int ROUNDS = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final FuzzRequests requests;
  private final Contract contract;
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
  private final Map<String, AtomicInteger> successes = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  Fuzzing(int port, FuzzRequests requests, Contract contract) {
    this.port = port;
    this.requests = requests;
    this.contract = contract;
  }

  /** How many answers had each status. */
  Map<Integer, AtomicInteger> statuses() {
    return statuses;
  }

  /** What must not be, at most the first of it. */
  List<String> faults() {
    return faults.stream().limit(SHOWN_FAULTS).toList();
  }

  /** How many requests of each operation succeeded. */
  Map<String, AtomicInteger> successes() {
    return successes;
  }

  /** The operations that never succeeded. */
  Set<String> neverSucceeded() {
    Set<String> never = new TreeSet<>();
    requests.operations().forEach(each -> never.add(each.id()));
    never.removeAll(successes.keySet());
    return never;
  }

  /** Sends them and waits for all answers. */
  void run(int count, long seed) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Random random = new Random(seed + i);
      Thread thread = new Thread(() -> send(count / CONNECTIONS, random), "fuzz-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    insist(new Random(seed));
  }

  private void send(int count, Random random) {
    try (Lines lines = new Lines(port)) {
      for (int i = 0; i < count && faults.size() < SHOWN_FAULTS; i++) {
        send(lines, requests.next(random));
      }
    } catch (IOException e) {
      faults.add(e.toString());
    }
  }

  /** Tries what has not succeeded until it does, and makes what it may need. */
  private void insist(Random random) {
    try (Lines lines = new Lines(port)) {
      for (int round = 0; round < ROUNDS && faults.size() < SHOWN_FAULTS; round++) {
        Set<String> never = neverSucceeded();
        for (Operation each : requests.operations()) {
          boolean isMaking = !never.isEmpty() && each.id().startsWith("create");
          if (isMaking || never.contains(each.id())) {
            send(lines, requests.valid(each, random));
          }
        }
      }
    } catch (IOException e) {
      faults.add(e.toString());
    }
  }

  private void send(Lines lines, Request request) {
    boolean isCheck = CHECKING.contains(request.operation().id());
    try {
      judge(request, (isCheck ? lines.checks() : lines.http()).send(request.bytes()));
    } catch (IOException | RuntimeException | AssertionError e) {
      faults.add(text(request) + ": " + e);
    }
  }

  /** The connections of one thread. */
  private record Lines(RawHttp http, RawHttp checks) implements AutoCloseable {
    Lines(int port) throws IOException {
      this(new RawHttp(port, PATIENCE), new RawHttp(port, CHECK_PATIENCE));
    }

    @Override
    public void close() throws IOException {
      http.close();
      checks.close();
    }
  }

  private void judge(Request request, RawHttp.Answer answer) {
    statuses.computeIfAbsent(answer.status(), any -> new AtomicInteger()).incrementAndGet();
    Operation operation = request.operation();
    if (answer.status() >= 500) {
      faults.add(
          "%s: %d %s%n%s".formatted(request.line(), answer.status(), answer.body(), text(request)));
    } else if (answer.status() >= 400) {
      String fault = refusalFault(text(request), answer);
      if (fault != null) {
        faults.add(request.line() + ": " + answer.status() + " " + fault);
      }
    } else if (answer.status() < 300) {
      successes.computeIfAbsent(operation.id(), any -> new AtomicInteger()).incrementAndGet();
      if (answer.header("content-type").startsWith("application/json")) {
        requests.learn(operation, json(answer.body()), answer.status() == 201);
      }
    }
    if (answer.headers().containsKey("x-injected")) {
      faults.add(request.line() + ": a header was injected");
    }
  }

  private @Nullable String refusalFault(String request, RawHttp.Answer answer) {
    if (answer.body().isEmpty() && isNoRequest(request)) {
      return null;
    }
    if (!answer.header("content-type").startsWith(Problem.MEDIA_TYPE)) {
      return "is " + answer.header("content-type") + ": " + answer.body();
    }
    JsonNode problem = json(answer.body());
    for (JsonNode error : problem.path("errors")) {
      // The validator's own pattern of pointers is narrower than RFC 6901 and overflows the stack.
      if (!isPointer(error.path("pointer").asText())) {
        return "points to " + error;
      }
      ((ObjectNode) error).put("pointer", "");
    }
    synchronized (contract) {
      contract.assertValid("Problem", problem);
    }
    return problem.path("status").asInt() == answer.status() ? null : "says " + problem;
  }

  private static String text(Request request) {
    return new String(request.bytes(), StandardCharsets.UTF_8);
  }

  /** What the HTTP server refuses before it knows whom to ask: its answer has no body. */
  private static boolean isNoRequest(String request) {
    if (Hostile.MALFORMED.stream().anyMatch(request::contains)
        || request.indexOf('\r') > MAX_LINE) {
      return true;
    }
    try {
      new URI(request.split(" ", 3)[1]);
      return false;
    } catch (URISyntaxException e) {
      return true;
    }
  }

  private static boolean isPointer(String text) {
    boolean begins = text.isEmpty() || text.charAt(0) == '/';
    return begins && !text.replace("~0", "").replace("~1", "").contains("~");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
