// Checks of when an event is and what happens in it: schedule, timetable, agenda.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>

#include "platform/status/field_checker.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

// The name that a time zone other than none must have.
inline constexpr char kTimeZone[] = "Asia/Tokyo";

void CheckSchedule(const v1::Event& event, FieldChecker& check);

// Its blocks' and items' form; whether it adds up is asked of training_timetable.h.
void CheckTimetableForm(const v1::Timetable& timetable, FieldChecker& check);

void CheckAgenda(const google::protobuf::RepeatedPtrField<v1::AgendaItem>& agenda, FieldChecker& check);

// Empty, or 01 to 47.
void CheckPrefectureCode(const std::string& code, const std::string& field, FieldChecker& check);

}  // namespace zaitaku::training
