-- Maintenance windows, as people wrote them. Owners of shards read all of them.
CREATE TABLE maintenance (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  uuid NOT NULL UNIQUE,
  revision   bigint NOT NULL DEFAULT 1,
  config     jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Since when the running period of an endpoint is accounted to maintenance, null: it is not.
ALTER TABLE health ADD COLUMN maintenance_since timestamptz;
