-- Grouping of alerts. What endpoints have to say to a channel that groups waits here, in the transaction of what it tells
-- of, until a replica that sends decides whether it goes alone or with others. One replica at a time does so for a channel:
-- the one that holds the lock of the channel's row.
CREATE TABLE alert_notice (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order within an endpoint
  channel_id  bigint NOT NULL,
  endpoint_id bigint NOT NULL,
  event_id    uuid NOT NULL,
  kind        smallint NOT NULL,               -- 0 an outage began, 1 it ended, 2 anything else
  causes      text[] NOT NULL                  -- what it may share with others, the most telling first
);
CREATE INDEX alert_notice_channel ON alert_notice (channel_id, id);
CREATE INDEX alert_notice_endpoint ON alert_notice (endpoint_id);

-- The last word on an endpoint to a channel that groups: collected for a group, or told.
CREATE TABLE alert_standing (
  endpoint_id bigint NOT NULL,
  channel_id  bigint NOT NULL,
  event_id    uuid NOT NULL,                   -- of the beginning or the end of the outage
  recovery    boolean NOT NULL,                -- whether that was the end
  causes      text[] NOT NULL,                 -- those of the beginning
  cause       text,                            -- the window that collects it; null: it was told
  told_at     timestamptz,                     -- null: not yet
  delivery_id bigint,                          -- the delivery of the group that told it; null: it went alone
  PRIMARY KEY (endpoint_id, channel_id)
) WITH (fillfactor = 70);
CREATE INDEX alert_standing_collected ON alert_standing (channel_id, recovery, cause) WHERE cause IS NOT NULL;
CREATE INDEX alert_standing_told ON alert_standing (told_at) WHERE told_at IS NOT NULL;

-- Causes of which a channel has just been told: what shares one is collected until the window closes.
CREATE TABLE alert_window (
  channel_id bigint NOT NULL,
  recovery   boolean NOT NULL,                 -- whether it collects ends of outages
  cause      text NOT NULL,
  closes_at  timestamptz NOT NULL,
  PRIMARY KEY (channel_id, recovery, cause)
);
CREATE INDEX alert_window_closes ON alert_window (closes_at);

ALTER TABLE delivery ADD COLUMN grouped boolean NOT NULL DEFAULT false; -- tells of several endpoints; waits for no other
