// Answers to questions about training events as text: who takes part, what they add up to, what to know of them.
#pragma once

#include <map>
#include <ostream>
#include <utility>
#include <vector>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

// By region which prefectures take part and which do not; then the governments.
void RenderParticipation(const training::v1::GetParticipationResponse& participation, Language language,
                         const Style& style, std::ostream& out);
// For programs: a row for each prefecture.
void RenderParticipationCsv(const training::v1::GetParticipationResponse& participation, std::ostream& out);

// The numbers of participants that events print, by fiscal year and field: what a total of them is made of.
// `kAllFields` holds those of all events of the year.
inline constexpr int kAllFields = -1;
using PrintedTerms = std::map<std::pair<int, int>, std::vector<int>>;
PrintedTerms PrintedTermsOf(const google::protobuf::RepeatedPtrField<training::v1::Event>& events);

// 約420名（280 + 140）; about 420 (280 + 140): a total of printed numbers is about as soon as one of them is. Without
// the numbers where they are many, or do not make the total. Says so where no event prints one.
std::string PrintedParticipantsText(const training::v1::EventTotal& total, const std::vector<int>& terms,
                                    Language language);

// Totals by fiscal year, then field; applications by prefecture.
void RenderEventTotals(const training::v1::GetEventTotalsResponse& totals, const PrintedTerms& terms, Language language,
                       const Style& style, std::ostream& out);
void RenderEventTotalsCsv(const training::v1::GetEventTotalsResponse& totals, std::ostream& out);

// What a reader should know, one in a row.
void RenderFlags(const training::v1::ListQualityFlagsResponse& flags, Language language, const Style& style,
                 std::ostream& out);
void RenderFlagsCsv(const training::v1::ListQualityFlagsResponse& flags, std::ostream& out);

}  // namespace zaitaku::cli
