-- Each write cost a page of every index that is ordered by name, wherever its name falls. What two of them were for is found without:
-- the changes of a resource are where its versions begin and end, and a list at an old revision walks the names that there are.

-- The names that a collection has ever had.
CREATE TABLE resource_name (
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (collection, name)
);
INSERT INTO resource_name (collection, name) SELECT DISTINCT collection, name FROM resource_version;

DROP INDEX resource_version_by_collection;
DROP INDEX change_by_name;
