package io.probity.net;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wish for the addresses of a name: walks the search list, asks for both families at
 * once, and ends with its budget at the latest. Confined to its event loop.
 */
final class NameResolution {
  /** How long the second family is waited for once the first is there (RFC 8305 §3). */
  private static final long RESOLUTION_DELAY_MILLIS = 50;

  /** Told once how it ended. */
  interface Ending {
    /**
     * Ended.
     *
     * @param answer addresses of all families that were found, or the problem to report
     * @param asked whether a server had to be asked
     * @param holdsNanos how long the addresses hold, if none had to be asked
     */
    void ended(DnsAnswer answer, boolean asked, long holdsNanos);
  }

  private final DnsResolver resolver;
  private final EventLoop loop;
  private final ResolvConf conf;
  private final String name;
  private final List<String> candidates;
  private final List<DnsRecordType> types;
  private final long budgetNanos;
  private final Ending ending;

  private final Map<DnsRecordType, DnsAnswer> answers = new LinkedHashMap<>();
  private final Map<DnsRecordType, DnsLookup> pending = new LinkedHashMap<>();
  private final List<Future<?>> timers = new ArrayList<>(2);
  private int candidate = -1;
  private boolean asked;
  private boolean done;
  private @Nullable DnsAnswer problemOfName;

  NameResolution(
      DnsResolver resolver,
      EventLoop loop,
      ResolvConf conf,
      String host,
      List<DnsRecordType> types,
      long budgetNanos,
      Ending ending) {
    this.resolver = resolver;
    this.loop = loop;
    this.conf = conf;
    this.name = DnsReply.canonical(host);
    this.types = types;
    List<String> all = conf.candidates(host).stream().map(DnsReply::canonical).toList();
    // What was found by walking the list holds for its TTL; the misses before it are not repeated.
    this.candidates =
        all.stream()
            .filter(fqdn -> resolver.knows(fqdn, types))
            .findFirst()
            .map(List::of)
            .orElse(all);
    this.budgetNanos = budgetNanos;
    this.ending = ending;
  }

  void start() {
    nextCandidate();
    if (!done) {
      after(budgetNanos, this::outOfTime);
    }
  }

  private void nextCandidate() {
    candidate++;
    answers.clear();
    pending.clear();
    int current = candidate;
    String fqdn = candidates.get(current);
    if (!HostName.isValid(fqdn)) {
      conclude(DnsAnswer.missing(DnsProblem.NXDOMAIN, Map.of("name", fqdn)));
      return;
    }
    for (DnsRecordType type : types) {
      DnsLookup lookup =
          resolver.lookup(
              conf,
              fqdn,
              type,
              types.size() > 1,
              budgetNanos,
              answer -> heard(current, type, answer));
      if (lookup != null) {
        asked = true;
        if (current == candidate && !answers.containsKey(type)) {
          pending.put(type, lookup);
        }
      }
    }
  }

  private void heard(int forCandidate, DnsRecordType type, DnsAnswer answer) {
    if (done || forCandidate != candidate) {
      return;
    }
    answers.put(type, answer);
    pending.remove(type);
    if (answers.size() == types.size()) {
      conclude(combined());
    } else if (answer.problem() == null) {
      after(TimeUnit.MILLISECONDS.toNanos(RESOLUTION_DELAY_MILLIS), () -> settle(forCandidate));
    }
  }

  private void settle(int forCandidate) {
    if (!done && forCandidate == candidate) {
      conclude(combined());
    }
  }

  private void outOfTime() {
    if (done) {
      return;
    }
    pending.forEach((type, lookup) -> answers.putIfAbsent(type, lookup.soFar()));
    end(combined());
  }

  private DnsAnswer combined() {
    List<InetAddress> addresses = new ArrayList<>();
    Map<DnsProblem, DnsAnswer> problems = new EnumMap<>(DnsProblem.class);
    for (DnsAnswer answer : answers.values()) {
      addresses.addAll(answer.addresses());
      if (answer.problem() != null) {
        problems.putIfAbsent(answer.problem(), answer);
      }
    }
    if (!addresses.isEmpty()) {
      return DnsAnswer.found(addresses, 0);
    }
    return problems.keySet().stream()
        .reduce(DnsProblem::orMoreTelling)
        .map(problems::get)
        .orElseThrow();
  }

  private void conclude(DnsAnswer answer) {
    boolean over =
        answer.problem() == null
            || answer.problem() == DnsProblem.TIMEOUT
            || answer.problem() == DnsProblem.UNSENT
            || answer.problem() == DnsProblem.OVERLOADED
            || answer.problem() == DnsProblem.MALFORMED;
    if (candidates.get(candidate).equals(name)) {
      problemOfName = answer;
    }
    if (over) {
      end(answer);
    } else if (candidate + 1 < candidates.size()) {
      nextCandidate();
    } else {
      end(problemOfName == null ? answer : problemOfName);
    }
  }

  private void end(DnsAnswer answer) {
    done = true;
    timers.forEach(timer -> timer.cancel(false));
    ending.ended(answer, asked, asked ? 0 : resolver.holds(candidates.get(candidate), types));
  }

  private void after(long nanos, Runnable work) {
    timers.add(loop.schedule(work, nanos, TimeUnit.NANOSECONDS));
  }
}
