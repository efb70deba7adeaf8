-- Times in which a monitor could not judge, because its own network or resolver was gone. A row is written together with
-- the event prober.impaired and closed together with prober.recovered, so that each comes once, also over a restart.
CREATE TABLE prober_state (
  id             uuid PRIMARY KEY,
  host           text NOT NULL,                -- the machine's name; of one machine one time is open at most
  member         uuid NOT NULL,                -- who closes it; another takes it over once that one's lease has run out
  since          timestamptz NOT NULL,
  unresolving    boolean NOT NULL,             -- whether only the resolver was at fault
  reach          text NOT NULL CHECK (reach IN ('NEAR', 'FAR')), -- how far away an answer has to come from to end it
  reason         text NOT NULL,
  tried          jsonb NOT NULL,               -- what was dialled in vain, an array of sentences
  checks_unknown bigint NOT NULL DEFAULT 0,    -- failed checks that were not believed, as far as the one who closed it knows
  ended_at       timestamptz                   -- null: it lasts
);
CREATE UNIQUE INDEX prober_state_open ON prober_state (host) WHERE ended_at IS NULL;
CREATE INDEX prober_state_ended ON prober_state (ended_at) WHERE ended_at IS NOT NULL;
