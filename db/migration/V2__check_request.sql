-- Endpoints whose next check is to come at once, put there by replicas that do not probe them.
CREATE TABLE check_request (
  endpoint_id bigint PRIMARY KEY,
  shard       smallint NOT NULL
);
