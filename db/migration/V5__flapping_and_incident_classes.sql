-- What people were told of an endpoint, written with the change of health that it was told with.
ALTER TABLE health ADD COLUMN degraded_told boolean NOT NULL DEFAULT false; -- a degradation whose end is still to be told
ALTER TABLE health ADD COLUMN flapping uuid;                                -- while it flaps: the incident whose end is held back; null: it does not
ALTER TABLE health ADD COLUMN changes jsonb NOT NULL DEFAULT '[]';          -- when its newest incidents opened and closed, at most 6 instants, oldest first
UPDATE health SET degraded_told = true
WHERE observed = 1 AND (maintenance_since IS NULL OR since < maintenance_since);

-- Failed checks are counted into the classes of their incident in steps, up to a mark that lags behind.
ALTER TABLE incident ADD COLUMN classes_until timestamptz;                      -- checks before it are counted; null: none is
ALTER TABLE incident ADD COLUMN classes_final boolean NOT NULL DEFAULT false;   -- closed, and all are counted
CREATE INDEX incident_uncounted ON incident (opened_at) WHERE NOT classes_final;
