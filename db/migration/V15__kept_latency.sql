-- How results that are not folded yet were answered, of the window of one day: what a sum has read, the next one need not read again.
ALTER TABLE rollup_sum
  ADD COLUMN hot_from timestamptz,               -- the fold mark it begins at, or when the endpoint was made; null: nothing is kept
  ADD COLUMN hot_upto timestamptz,
  ADD COLUMN hot      bytea;                     -- as KeptLatency writes it
