package io.probity.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Results in order of arrival, bounded in bytes. When short of room the evidence of the oldest goes
 * first, then the oldest results. What was taken counts until it is released, so that a batch on
 * its way to the database is inside the bound too. Thread-safe; adding holds the lock for some
 * pointer moves only.
 */
final class ResultBuffer {
  private final long capacity;
  private final int batch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final Deque<Pending> withEvidence = new ArrayDeque<>();
  private long bytes;
  private int taken;
  private boolean closed;

  /**
   * A buffer.
   *
   * @param capacity bytes of heap
   * @param batch the most results taken at once
   */
  ResultBuffer(long capacity, int batch) {
    this.capacity = capacity;
    this.batch = batch;
  }

  /** Appends a result; returns how many results were lost by it, 0 as a rule. */
  int add(Pending pending) {
    lock.lock();
    try {
      if (closed) {
        return 1;
      }
      bytes += pending.heapBytes();
      waiting.addLast(pending);
      if (pending.failure() != null) {
        withEvidence.addLast(pending);
      }
      int dropped = bytes > capacity ? shrink() : 0;
      if (waiting.size() == 1 || waiting.size() == batch) {
        changed.signal();
      }
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private int shrink() {
    while (bytes > capacity && !withEvidence.isEmpty()) {
      bytes -= withEvidence.removeFirst().strip();
    }
    int dropped = 0;
    while (bytes > capacity && !waiting.isEmpty()) {
      bytes -= waiting.removeFirst().heapBytes();
      dropped++;
    }
    return dropped;
  }

  /**
   * The next batch in order: as soon as it is full, or when its first result has waited long
   * enough. It takes up a quarter of the buffer at most, for nothing in it can be stripped or
   * dropped while the database is away. Blocks while there is none; empty once the buffer is closed
   * and drained.
   */
  List<Pending> take(Duration maxAge) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return List.of();
        }
        changed.await();
      }
      long left = maxAge.toNanos();
      while (waiting.size() < batch && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<Pending> next = new ArrayList<>(Math.min(batch, waiting.size()));
      long room = capacity / 4;
      while (next.size() < batch && room > 0 && !waiting.isEmpty()) {
        Pending pending = waiting.removeFirst();
        room -= pending.heapBytes();
        if (pending == withEvidence.peekFirst()) {
          withEvidence.removeFirst();
        }
        next.add(pending);
      }
      taken += next.size();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back the room of a batch that was taken. */
  void release(List<Pending> done) {
    lock.lock();
    try {
      taken -= done.size();
      for (Pending pending : done) {
        bytes -= pending.heapBytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further results; what is inside can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Results not yet released. */
  int results() {
    lock.lock();
    try {
      return waiting.size() + taken;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of heap not yet released. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
