// Checks of what several kinds of the catalogue's resources have: other names, parts, conditions.
#pragma once

#include <google/protobuf/repeated_field.h>

#include "platform/status/field_checker.h"
#include "zaitaku/catalog/v1/catalog.pb.h"

namespace zaitaku::catalog {

void CheckAliases(const google::protobuf::RepeatedPtrField<v1::Alias>& aliases, FieldChecker& check);
void CheckParts(const google::protobuf::RepeatedPtrField<v1::Part>& parts, FieldChecker& check);
void CheckConditions(const google::protobuf::RepeatedPtrField<v1::Condition>& conditions, FieldChecker& check);

}  // namespace zaitaku::catalog
