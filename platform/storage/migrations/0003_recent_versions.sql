-- Lists at the newest revisions walk the versions that still hold, in order of name, and not every version that ever was.
CREATE INDEX resource_version_by_end ON resource_version (collection, to_revision, name);
