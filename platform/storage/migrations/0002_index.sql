-- What resources are found by, beside their names: kept with the versions, so that a list or a search can be read at any revision.
-- All of it follows from the resources and can be made again from them.

-- A label is any text that a service files a resource under. Lists by label run in order of name.
CREATE TABLE resource_label (
  label TEXT NOT NULL,
  name TEXT NOT NULL,
  from_revision BIGINT NOT NULL,
  to_revision BIGINT NOT NULL,
  PRIMARY KEY (label, name, from_revision)
);
CREATE INDEX resource_label_by_name ON resource_label (name, to_revision);

-- The texts that a resource is searched by: as they are, and folded, with the rank of a match in them.
CREATE TABLE resource_text (
  name TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  from_revision BIGINT NOT NULL,
  to_revision BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  original TEXT NOT NULL,
  folded TEXT NOT NULL,
  PRIMARY KEY (name, ordinal, from_revision)
);
