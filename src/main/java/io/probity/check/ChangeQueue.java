package io.probity.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Changes of health in the order of their decision, bounded in bytes. Beyond half full the evidence
 * of the oldest goes; what finds no room is refused, and nothing that was taken is ever dropped.
 * What was drained counts until it is released. Thread-safe; adding holds the lock for some pointer
 * moves only.
 */
final class ChangeQueue {
  private static final Logger LOG = Logger.getLogger(ChangeQueue.class);

  private final long capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<PendingChange> waiting = new ArrayDeque<>();
  private final Deque<PendingChange> withEvidence = new ArrayDeque<>();
  private long bytes;
  private int drained;
  private long refused;
  private long refusedBefore;
  private boolean full;

  /**
   * A queue.
   *
   * @param capacity bytes of heap
   */
  ChangeQueue(long capacity) {
    this.capacity = capacity;
  }

  /** Appends a change; false: there is no room. */
  boolean offer(PendingChange change) {
    lock.lock();
    try {
      makeRoom(change.heapBytes());
      if (bytes + change.heapBytes() > capacity) {
        change.strip();
      }
      if (bytes + change.heapBytes() > capacity) {
        refuse();
        return false;
      }
      bytes += change.heapBytes();
      waiting.addLast(change);
      withEvidence.addLast(change);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(long wanted) {
    while (bytes + wanted > capacity / 2 && !withEvidence.isEmpty()) {
      bytes -= withEvidence.removeFirst().strip();
    }
  }

  private void refuse() {
    refused++;
    if (!full) {
      full = true;
      refusedBefore = refused - 1;
      LOG.warnf(
          "No room for changes of health (probity.recorder.buffer): %d wait, further ones are decided again later",
          waiting.size() + drained);
    }
  }

  /** The oldest, at most {@code most}; waits a moment for the first, and is empty without one. */
  List<PendingChange> drain(int most, long patienceMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
      while (waiting.isEmpty() && left > 0) {
        left = arrived.awaitNanos(left);
      }
      List<PendingChange> next = new ArrayList<>(Math.min(most, waiting.size()));
      while (next.size() < most && !waiting.isEmpty()) {
        PendingChange change = waiting.removeFirst();
        if (change == withEvidence.peekFirst()) {
          withEvidence.removeFirst();
        }
        next.add(change);
      }
      drained += next.size();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back the room of what was drained. */
  void release(Collection<PendingChange> done) {
    lock.lock();
    try {
      drained -= done.size();
      done.forEach(each -> bytes -= each.heapBytes());
      if (full && bytes <= capacity / 2) {
        full = false;
        LOG.infof(
            "There is room for changes of health again; %d were refused", refused - refusedBefore);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what waits. */
  void clear() {
    lock.lock();
    try {
      waiting.forEach(each -> bytes -= each.heapBytes());
      waiting.clear();
      withEvidence.clear();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Changes not yet released. */
  int size() {
    lock.lock();
    try {
      return waiting.size() + drained;
    } finally {
      lock.unlock();
    }
  }

  /** Heap not yet released. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Changes refused so far. */
  long refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }
}
