-- Leaf certificates that endpoints were seen to present, and what was announced of each. It is written together with
-- the events, so that none is lost and none comes twice.
CREATE TABLE certificate_watch (
  endpoint_id   bigint NOT NULL,
  leaf          bytea NOT NULL,                 -- SHA-256 of the certificate
  certificate   bytea NOT NULL,                 -- DER
  first_seen_at timestamptz NOT NULL,
  introduced    boolean NOT NULL DEFAULT false, -- whether certificate.changed was decided
  announced_s   bigint,                         -- smallest threshold announced, seconds; 0: the end; null: none
  next_at       timestamptz,                    -- when to look again; null: once it is presented again
  PRIMARY KEY (endpoint_id, leaf)
);
CREATE INDEX certificate_watch_due ON certificate_watch (next_at) WHERE next_at IS NOT NULL;

INSERT INTO certificate_watch (endpoint_id, leaf, certificate, first_seen_at, introduced, next_at)
SELECT DISTINCT ON (endpoint_id, sha256(chain[1]))
  endpoint_id, sha256(chain[1]), chain[1], observed_at, true, observed_at
FROM certificate
ORDER BY endpoint_id, sha256(chain[1]), observed_at;

ALTER TABLE incident ADD COLUMN reminded_at timestamptz; -- when the last reminder was due; null: there was none

ALTER TABLE channel ADD COLUMN dead_told_at timestamptz; -- when others were told last that it gets no messages
