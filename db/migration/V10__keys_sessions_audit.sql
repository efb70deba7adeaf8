ALTER TABLE api_key ADD COLUMN revision bigint NOT NULL DEFAULT 1;
ALTER TABLE api_key ADD COLUMN last_used_at timestamptz; -- to the minute; null: never

-- Browsers that logged in with a key. A session opens what its key opens, as long as both last.
CREATE TABLE session (
  id         uuid PRIMARY KEY,                -- UUIDv7, for the trail; opens nothing
  hash       bytea NOT NULL UNIQUE,           -- SHA-256 of the token in the cookie
  key_id     uuid NOT NULL REFERENCES api_key ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_key ON session (key_id, id);
CREATE INDEX session_end ON session (expires_at);

-- Who changed what, written in the transaction of the change. Rows are added, and deleted by retention; never changed.
CREATE TABLE audit (
  id        uuid PRIMARY KEY,                 -- UUIDv7: the order of the list
  at        timestamptz NOT NULL,
  key_id    uuid NOT NULL,                    -- of the key that asked, which may be gone
  actor     text NOT NULL,                    -- the name of the key at that time
  address   text,                             -- where the request came from, as it was seen; null: not known
  operation text NOT NULL,                    -- operationId of openapi.yaml
  kind      text NOT NULL,                    -- what was changed: endpoint, channel, …
  subject   uuid NOT NULL,                    -- its public id
  labels    jsonb NOT NULL,                   -- it carried these before and after; keys restricted to others do not see the entry
  changes   jsonb NOT NULL                    -- [{"pointer", "before", "after"}], secrets masked
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject, id);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is not changed afterwards';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
