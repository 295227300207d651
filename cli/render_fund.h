// Funding sources and guidelines as text.
#pragma once

#include <ostream>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/catalog/v1/guideline.pb.h"

namespace zaitaku::cli {

using Funds = google::protobuf::RepeatedPtrField<catalog::v1::FundingSource>;
void RenderFunds(const Funds& funds, Language language, const Style& style, std::ostream& out);
void RenderFundsCsv(const Funds& funds, std::ostream& out);

// One with its tree of examples, its conditions and its facts.
void RenderFund(const catalog::v1::FundingSource& fund, bool verbatim, Language language, const Style& style,
                std::ostream& out);

using Guidelines = google::protobuf::RepeatedPtrField<catalog::v1::Guideline>;
void RenderGuidelines(const Guidelines& guidelines, Language language, const Style& style, std::ostream& out);
void RenderGuidelinesCsv(const Guidelines& guidelines, std::ostream& out);

// One with its definitions, functions and paragraphs.
void RenderGuideline(const catalog::v1::Guideline& guideline, bool verbatim, Language language, const Style& style,
                     std::ostream& out);

}  // namespace zaitaku::cli
