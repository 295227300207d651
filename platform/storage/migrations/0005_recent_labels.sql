-- The names that are filed under a label now are found without walking those that once were.
CREATE INDEX resource_label_by_end ON resource_label (label, to_revision, name);
