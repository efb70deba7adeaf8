-- What the checks of an endpoint within a UTC day came to; many folds may add to one row. Yearly partitions.
CREATE TABLE rollup_day (
  endpoint_id bigint NOT NULL,
  at          timestamptz NOT NULL,            -- the start of the day
  data        bytea NOT NULL,                  -- 24 packed hours and the phases of the day, as DayRoll writes them
  PRIMARY KEY (endpoint_id, at)
) PARTITION BY RANGE (at);

-- Sums over the last days for the summary of all endpoints; may be minutes old, and can be made anew any time.
CREATE TABLE rollup_sum (
  endpoint_id bigint NOT NULL,
  days        smallint NOT NULL,               -- length of the window that ends at as_of: 1, 7, 30 or 90 days
  as_of       timestamptz NOT NULL,
  up_us       bigint NOT NULL,                 -- the time in each state, microseconds; together it is the window
  degraded_us bigint NOT NULL,
  down_us     bigint NOT NULL,
  unknown_us  bigint NOT NULL,
  paused_us   bigint NOT NULL,
  maintenance_us bigint NOT NULL,
  checks      bigint NOT NULL,
  p95_us      integer,                         -- null: no check was answered
  PRIMARY KEY (endpoint_id, days)
) WITH (fillfactor = 70);
