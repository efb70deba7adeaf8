-- Status pages, as people wrote them.
CREATE TABLE status_page (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id  uuid NOT NULL UNIQUE,
  slug       text NOT NULL UNIQUE,
  revision   bigint NOT NULL DEFAULT 1,
  config     jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
