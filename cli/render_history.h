// Revisions as text: who changed what, when and why.
#pragma once

#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku::cli {

// One revision over several lines, each changed field before and after. Of what it changed, only the resource `only` is
// shown, or all if that is empty.
void RenderRevision(const type::v1::RevisionRecord& record, const std::string& only, absl::TimeZone zone,
                    Language language, const Style& style, std::ostream& out);

// The same in one line.
void RenderRevisionLine(const type::v1::RevisionRecord& record, absl::TimeZone zone, Language language,
                        const Style& style, std::ostream& out);

// For programs: one row for each changed field, or for the resource if no known field of it changed. Times are in UTC.
void RenderRevisionsCsvHeading(std::ostream& out);
void RenderRevisionCsv(const type::v1::RevisionRecord& record, const std::string& only, std::ostream& out);

// Takes away values of types that this program does not know, which a newer server may send: JSON cannot show them.
void DropUnknownValues(type::v1::RevisionRecord& record);

}  // namespace zaitaku::cli
