package io.probity.probe.http;

import java.util.Locale;

/**
 * Hears what becomes of the connections that probes are made over, from the moment HTTP may be
 * spoken on them. Called on the prober's loop; must return at once and never throw.
 */
public interface PoolMeters {
  /** What connections are told apart by: the two are closed and renewed by different rules. */
  enum Kind {
    /** One request after the other; the response says whether another may follow. */
    HTTP1,
    /** Streams; the peer announces with GOAWAY that it takes no more. */
    HTTP2;

    /** The value of the label. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a connection was closed. */
  enum Closing {
    /** Unused for longer than the endpoint or the server allows. */
    IDLE,
    /** Older than allowed. */
    AGE,
    /** Its address is no longer among those of the name. */
    ADDRESS,
    /** The leaf it was made with has expired. */
    CERTIFICATE,
    /** More are idle than the endpoint or the prober may keep. */
    BOUNDS,
    /** The peer closed or reset it while it was idle, or announced that it will. */
    CLOSED_BY_PEER,
    /** The endpoint was changed, paused or deleted, or the prober stops. */
    FORGOTTEN,
    /** What was exchanged over it failed or was cut off. */
    FAILED,
    /** It served, and was not to be kept: a fresh attempt, or one side said so. */
    FINISHED,
    /** Nobody had given it back long after the deadline of its attempt. */
    LEAKED;

    /** The value of the label. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What can be held for too long. */
  enum Leak {
    CONNECTION,
    ATTEMPT;

    /** The value of the label. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Hears, and does nothing. */
  PoolMeters NONE =
      new PoolMeters() {
        @Override
        public void opened(Kind kind) {}

        @Override
        public void requested(Kind kind, boolean reused) {}

        @Override
        public void kept(Kind kind) {}

        @Override
        public void taken(Kind kind) {}

        @Override
        public void closed(Kind kind, Closing reason, long ageNanos) {}

        @Override
        public void leaked(Leak what) {}
      };

  /** A connection is up, and in use. */
  void opened(Kind kind);

  /**
   * A request is about to be sent.
   *
   * @param reused whether the connection has carried another before
   */
  void requested(Kind kind, boolean reused);

  /** A connection in use has become idle. */
  void kept(Kind kind);

  /** An idle connection is in use again, if only to be closed. */
  void taken(Kind kind);

  /** A connection in use is gone. Each that was opened is closed once. */
  void closed(Kind kind, Closing reason, long ageNanos);

  /** Something was held beyond its deadline and has been ended. */
  void leaked(Leak what);
}
