#pragma once

#include "domain/terms.h"
#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/questions.pb.h"

// The words of the training events: what stands for each value of their enums in Japanese, in English, and in files and
// commands.
//
// They are there for TrainingField, Audience, ParticipantRole, Event::Kind, Event::State, Organiser::Role,
// TimetableBlock::Section, TimetableItem::Kind, Application::State, Application::Attendance and TimetableFinding::Kind
// of training.v1.
