// Training events and training programmes as text.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "cli/inferred_facts.h"
#include "cli/language.h"
#include "cli/resolved_program.h"
#include "cli/style.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

// How much of a resource's sources is shown: none, where each fact was read, and the lines themselves.
enum class SourceDetail { kNone, kFacts, kVerbatim };

// Events, one in a row.
using Events = google::protobuf::RepeatedPtrField<training::v1::Event>;
void RenderEvents(const Events& events, Language language, const Style& style, std::ostream& out);

// For programs: the columns of domain/training_table.h, then revision_id and etag.
void RenderEventsCsv(const Events& events, std::ostream& out);

// What an event refers to, as far as it could be found.
struct EventReferences {
  ResolvedProgram catalog_program;
  // Absent if it cannot be read.
  std::optional<type::v1::LocalizedText> training_program;
};

// One event with everything that is known about it.
void RenderEvent(const training::v1::Event& event, const EventReferences& references, SourceDetail detail,
                 Language language, const Style& style, std::ostream& out);

// Agenda items as a nested list, each `indent` in; new ones are marked.
using AgendaItems = google::protobuf::RepeatedPtrField<training::v1::AgendaItem>;
void RenderAgenda(const AgendaItems& items, int indent, Language language, const Style& style, std::ostream& out);
void RenderAgendaCsv(const AgendaItems& items, std::ostream& out);

// Training programmes, one in a row.
using TrainingPrograms = google::protobuf::RepeatedPtrField<training::v1::TrainingProgram>;
void RenderTrainingPrograms(const TrainingPrograms& programs, Language language, const Style& style, std::ostream& out);
void RenderTrainingProgramsCsv(const TrainingPrograms& programs, std::ostream& out);

// One training programme.
void RenderTrainingProgram(const training::v1::TrainingProgram& program, const ResolvedProgram& catalog_program,
                           bool verbatim, Language language, const Style& style, std::ostream& out);

}  // namespace zaitaku::cli
