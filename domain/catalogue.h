#pragma once

#include "domain/terms.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"

// The words of the programme catalogue: what stands for each value of its enums in Japanese, in English, and in files
// and commands.
//
// They are there for GovernmentLevel, CareField, GovernmentKind, Bureau, Program::Kind, FiscalYearStatus::Status,
// Condition::Kind, FundingSource::Kind, BudgetStage, MoneyUnit and Rounding of catalog.v1. 市町村 is read as 市区町村,
// 障害 and 障害関係（医療的ケア児への対応を含む） as 障害関係.
