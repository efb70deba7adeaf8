-- Results of closed partitions, packed: one row per endpoint and span, columnar, about ten bytes a result. Monthly
-- partitions that the service creates. Written by the fold only, never changed.
CREATE TABLE result_block (
  endpoint_id bigint NOT NULL,
  at          timestamptz NOT NULL,                      -- of the first result of part 0
  part        smallint NOT NULL DEFAULT 0,               -- above 0: results that came after the fold
  last_at     timestamptz NOT NULL,                      -- of the last result, less than 7 days after at
  n           integer NOT NULL,                          -- results in it
  codec       smallint NOT NULL,                         -- how data is packed (BlockCodec)
  data        bytea NOT NULL,                            -- ends with a CRC-32C of what precedes it
  PRIMARY KEY (endpoint_id, at, part)
) PARTITION BY RANGE (at);
-- Packed data does not compress; without an attempt to do so it is written and read at less cost.
ALTER TABLE result_block ALTER COLUMN data SET STORAGE EXTERNAL;

-- How far the fold has come. One row.
CREATE TABLE fold_mark (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  upto        timestamptz NOT NULL,                      -- results before this are in blocks, or late
  partition   text,                                      -- folded, but not verified and dropped yet; null: none
  results     bigint                                     -- folded from that partition
);
INSERT INTO fold_mark (upto) VALUES ('epoch');

-- Results that came after their partition was folded; the next turn of the fold takes them into blocks.
CREATE TABLE result_late (LIKE result_hot INCLUDING ALL);
