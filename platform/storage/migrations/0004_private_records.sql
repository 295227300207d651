-- What must be erasable, such as people's names: the one table without history. Nothing of it is in the versions, the audit chain or the answers kept.

-- Rows are only added, and erased by writing over them in place: SQLite leaves copies of rows that it moves. An erased row keeps its name alone.
CREATE TABLE private_record (
  name TEXT NOT NULL,
  lookup_key TEXT NOT NULL,
  payload TEXT NOT NULL,
  erased BIGINT NOT NULL
);
CREATE INDEX private_record_by_name ON private_record (name, erased);
CREATE UNIQUE INDEX private_record_by_key ON private_record (lookup_key) WHERE erased = 0;

-- One row: the secret under which lookup keys and requests are digested, and whether the index of keys may hold copies of erased ones.
CREATE TABLE private_secret (
  id BIGINT PRIMARY KEY,
  secret TEXT NOT NULL,
  index_stale BIGINT NOT NULL
);
