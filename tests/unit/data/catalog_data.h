// The files of data/catalog.
#pragma once

#include "tests/unit/data/data_checks.h"
#include "tests/unit/data/data_set.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::data {

using CatalogData = DataSetOf<catalog::v1::CatalogEntry>;

// What is to be in data/catalog.
const DataFormat& CatalogFormat();

// Reads them as they are in the repository.
CatalogData ReadCatalogData();

// The lines that an alias names hold it, after joining wraps.
Objections CheckAliases(const CatalogData& data);

}  // namespace zaitaku::data
