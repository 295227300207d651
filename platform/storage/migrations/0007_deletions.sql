-- When a name was deleted is found by it. For people's names, which have no versions, it is all the history there is.
CREATE INDEX change_of_deletion ON change (name, revision) WHERE payload_digest = '';

-- The texts that a resource is searched by now are found without reading all that it ever was.
CREATE INDEX resource_text_by_name ON resource_text (name, to_revision);
