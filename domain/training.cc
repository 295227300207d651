#include "domain/training.h"

#include <array>
#include <string_view>

#include "domain/term_words.h"

namespace zaitaku {

namespace v1 = training::v1;

template <>
struct TermWords<v1::TrainingField> {
  static constexpr std::array<Term<v1::TrainingField>, 3> kTerms = {{
      {v1::TRAINING_FIELD_ELDERLY_HOME_CARE, "elderly-home-care", "在宅医療（高齢者）",
       "home medical care of the elderly"},
      {v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE, "paediatric-home-care", "小児等在宅医療",
       "home medical care of children"},
      {v1::TRAINING_FIELD_HOME_VISIT_NURSING, "home-visit-nursing", "訪問看護", "home-visit nursing"},
  }};
  static constexpr std::array<OtherTerm<v1::TrainingField>, 5> kOtherForms = {{
      {"在宅医療", v1::TRAINING_FIELD_ELDERLY_HOME_CARE},
      {"高齢者", v1::TRAINING_FIELD_ELDERLY_HOME_CARE},
      {"小児", v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE},
      {"小児等", v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE},
      {"小児在宅医療", v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE},
  }};
};

template <>
struct TermWords<v1::Audience> {
  static constexpr std::array<Term<v1::Audience>, 6> kTerms = {{
      {v1::AUDIENCE_PREFECTURES, "prefectures", "都道府県", "prefectures"},
      {v1::AUDIENCE_DESIGNATED_CITIES, "designated-cities", "指定都市", "designated cities"},
      {v1::AUDIENCE_CORE_CITIES, "core-cities", "中核市", "core cities"},
      {v1::AUDIENCE_MUNICIPALITIES, "municipalities", "市区町村", "municipalities"},
      {v1::AUDIENCE_DOCTORS, "doctors", "医師", "doctors"},
      {v1::AUDIENCE_NURSES, "nurses", "看護師等", "nurses"},
  }};
  static constexpr std::array<OtherTerm<v1::Audience>, 5> kOtherForms = {{
      {"政令指定都市", v1::AUDIENCE_DESIGNATED_CITIES},
      {"政令市", v1::AUDIENCE_DESIGNATED_CITIES},
      {"市町村", v1::AUDIENCE_MUNICIPALITIES},
      {"看護師", v1::AUDIENCE_NURSES},
      {"訪問看護師", v1::AUDIENCE_NURSES},
  }};
};

template <>
struct TermWords<v1::ParticipantRole> {
  static constexpr std::array<Term<v1::ParticipantRole>, 3> kTerms = {{
      {v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE, "community-medical-care", "地域医療担当", "community medical care"},
      {v1::PARTICIPANT_ROLE_DISABLED_CHILDREN, "disabled-children", "障害児支援担当",
       "support of children with disabilities"},
      {v1::PARTICIPANT_ROLE_OTHER, "other", "その他", "other"},
  }};
  static constexpr std::array<OtherTerm<v1::ParticipantRole>, 3> kOtherForms = {{
      {"地域医療担当者", v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE},
      {"障害児支援担当者", v1::PARTICIPANT_ROLE_DISABLED_CHILDREN},
      {"等", v1::PARTICIPANT_ROLE_OTHER},
  }};
};

template <>
struct TermWords<v1::Event::Kind> {
  static constexpr std::array<Term<v1::Event::Kind>, 3> kTerms = {{
      {v1::Event::KIND_TRAINING, "training", "研修", "training"},
      {v1::Event::KIND_JOINT_MEETING, "joint-meeting", "合同会議", "joint meeting"},
      {v1::Event::KIND_OTHER, "other", "その他", "other"},
  }};
  static constexpr std::array<OtherTerm<v1::Event::Kind>, 1> kOtherForms = {{
      {"会議", v1::Event::KIND_JOINT_MEETING},
  }};
};

template <>
struct TermWords<v1::Event::State> {
  static constexpr std::array<Term<v1::Event::State>, 5> kTerms = {{
      {v1::Event::STATE_PLANNED, "planned", "予定", "planned"},
      {v1::Event::STATE_OPEN, "open", "受付中", "open"},
      {v1::Event::STATE_CLOSED, "closed", "受付終了", "closed"},
      {v1::Event::STATE_HELD, "held", "開催済み", "held"},
      {v1::Event::STATE_CANCELLED, "cancelled", "中止", "cancelled"},
  }};
  static constexpr std::array<OtherTerm<v1::Event::State>, 4> kOtherForms = {{
      {"開催予定", v1::Event::STATE_PLANNED},
      {"募集中", v1::Event::STATE_OPEN},
      {"締切", v1::Event::STATE_CLOSED},
      {"開催", v1::Event::STATE_HELD},
  }};
};

template <>
struct TermWords<v1::Organiser::Role> {
  static constexpr std::array<Term<v1::Organiser::Role>, 3> kTerms = {{
      {v1::Organiser::ROLE_HOST, "host", "主催", "host"},
      {v1::Organiser::ROLE_CO_HOST, "co-host", "共催", "co-host"},
      {v1::Organiser::ROLE_CONTRACTOR, "contractor", "事業受託者", "contractor"},
  }};
  static constexpr std::array<OtherTerm<v1::Organiser::Role>, 1> kOtherForms = {{
      {"受託者", v1::Organiser::ROLE_CONTRACTOR},
  }};
};

template <>
struct TermWords<v1::TimetableBlock::Section> {
  static constexpr std::array<Term<v1::TimetableBlock::Section>, 4> kTerms = {{
      {v1::TimetableBlock::SECTION_OPENING, "opening", "趣旨説明", "opening"},
      {v1::TimetableBlock::SECTION_GENERAL, "general", "総論", "general"},
      {v1::TimetableBlock::SECTION_SPECIAL, "special", "各論", "special subjects"},
      {v1::TimetableBlock::SECTION_OTHER, "other", "その他", "other"},
  }};
  static constexpr std::array<OtherTerm<v1::TimetableBlock::Section>, 1> kOtherForms = {{
      {"開会", v1::TimetableBlock::SECTION_OPENING},
  }};
};

template <>
struct TermWords<v1::TimetableItem::Kind> {
  static constexpr std::array<Term<v1::TimetableItem::Kind>, 5> kTerms = {{
      {v1::TimetableItem::KIND_LECTURE, "lecture", "講義", "lecture"},
      {v1::TimetableItem::KIND_DISCUSSION, "discussion", "グループディスカッション", "discussion"},
      {v1::TimetableItem::KIND_SUMMARY, "summary", "小括", "summary"},
      {v1::TimetableItem::KIND_QUESTIONS, "questions", "質疑応答", "questions and answers"},
      {v1::TimetableItem::KIND_OPENING, "opening", "趣旨説明", "opening address"},
  }};
  static constexpr std::array<OtherTerm<v1::TimetableItem::Kind>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::Application::State> {
  static constexpr std::array<Term<v1::Application::State>, 3> kTerms = {{
      {v1::Application::STATE_ADMITTED, "admitted", "参加", "admitted"},
      {v1::Application::STATE_WAITING, "waiting", "待機", "waiting"},
      {v1::Application::STATE_CANCELLED, "cancelled", "取消", "cancelled"},
  }};
  static constexpr std::array<OtherTerm<v1::Application::State>, 1> kOtherForms = {{
      {"取り消し", v1::Application::STATE_CANCELLED},
  }};
};

template <>
struct TermWords<v1::Application::Attendance> {
  static constexpr std::array<Term<v1::Application::Attendance>, 2> kTerms = {{
      {v1::Application::ATTENDANCE_ATTENDED, "attended", "出席", "attended"},
      {v1::Application::ATTENDANCE_ABSENT, "absent", "欠席", "absent"},
  }};
  static constexpr std::array<OtherTerm<v1::Application::Attendance>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::TimetableFinding::Kind> {
  static constexpr std::array<Term<v1::TimetableFinding::Kind>, 5> kTerms = {{
      {v1::TimetableFinding::KIND_GAP, "gap", "空き時間", "gap"},
      {v1::TimetableFinding::KIND_OVERLAP, "overlap", "重複", "overlap"},
      {v1::TimetableFinding::KIND_UNALLOCATED, "unallocated", "未割当", "unallocated"},
      {v1::TimetableFinding::KIND_OVERFULL, "overfull", "超過", "overfull"},
      {v1::TimetableFinding::KIND_OUTSIDE_EVENT, "outside-event", "開催時間外", "outside the event"},
  }};
  static constexpr std::array<OtherTerm<v1::TimetableFinding::Kind>, 0> kOtherForms = {};
};

ZAITAKU_TERMS(v1::TrainingField);
ZAITAKU_TERMS(v1::Audience);
ZAITAKU_TERMS(v1::ParticipantRole);
ZAITAKU_TERMS(v1::Event::Kind);
ZAITAKU_TERMS(v1::Event::State);
ZAITAKU_TERMS(v1::Organiser::Role);
ZAITAKU_TERMS(v1::TimetableBlock::Section);
ZAITAKU_TERMS(v1::TimetableItem::Kind);
ZAITAKU_TERMS(v1::Application::State);
ZAITAKU_TERMS(v1::Application::Attendance);
ZAITAKU_TERMS(v1::TimetableFinding::Kind);

}  // namespace zaitaku
