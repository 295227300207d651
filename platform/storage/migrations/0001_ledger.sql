-- The ledger: every mutation is one revision, and nothing that a revision said is ever overwritten.
-- Written for SQLite and PostgreSQL alike. to_revision 9223372036854775807 means "still so". Each statement ends its line with a semicolon.

-- One row for each revision: the audit row. The digest chains it to the one before.
CREATE TABLE revision (
  revision BIGINT PRIMARY KEY,
  commit_micros BIGINT NOT NULL,
  caller TEXT NOT NULL,
  method TEXT NOT NULL,
  request_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest TEXT NOT NULL
);

CREATE INDEX revision_by_time ON revision (commit_micros);

-- The newest revision, beside the chain, so that a cut tail is noticed.
CREATE TABLE ledger_head (
  id BIGINT PRIMARY KEY,
  revision BIGINT NOT NULL,
  digest TEXT NOT NULL
);
INSERT INTO ledger_head (id, revision, digest) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- A version of a resource: what it was from from_revision until before to_revision.
CREATE TABLE resource_version (
  name TEXT NOT NULL,
  collection TEXT NOT NULL,
  from_revision BIGINT NOT NULL,
  to_revision BIGINT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (name, from_revision)
);
CREATE INDEX resource_version_by_collection ON resource_version (collection, name, from_revision, to_revision);

-- What each revision changed, in order. An empty payload_digest is a deletion.
CREATE TABLE change (
  revision BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  name TEXT NOT NULL,
  payload_digest TEXT NOT NULL,
  PRIMARY KEY (revision, ordinal)
);

CREATE INDEX change_by_name ON change (name, revision);

-- The totals, append-only: a cell's value at R is its newest row up to R.
CREATE TABLE total_cell (
  scope TEXT NOT NULL,
  cell TEXT NOT NULL,
  revision BIGINT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (scope, cell, revision)
);
CREATE INDEX total_cell_by_revision ON total_cell (revision);

-- The cells that a scope has ever had, so that reading all of them costs the same however long their history.
CREATE TABLE total_cell_name (
  scope TEXT NOT NULL,
  cell TEXT NOT NULL,
  PRIMARY KEY (scope, cell)
);

-- Answers already given, by the caller's request id.
CREATE TABLE idempotency (
  caller TEXT NOT NULL,
  method TEXT NOT NULL,
  request_id TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  response TEXT NOT NULL,
  created_micros BIGINT NOT NULL,
  PRIMARY KEY (caller, method, request_id)
);
CREATE INDEX idempotency_by_age ON idempotency (created_micros);
