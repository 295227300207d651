// What is expected of the fields of events and training programmes, in Japanese.
#include <array>

#include "services/training/training_entries.h"

namespace zaitaku::training {
namespace {

constexpr std::array<FieldWord, 26> kFieldWords = {{
    {"name", "種類/ID の形の名前（IDは英小文字・数字・-の63字以内）、データは512KB以下"},
    {"title", "正式名称（日本語は必須、200字以内）"},
    {"kind", "種類（必須、定義された値）"},
    {"state", "状態（必須、定義された値。申込みのある行事は受付終了・開催済み・中止にのみ変更可）"},
    {"catalog_program", "事業の名前（programs/ID）"},
    {"training_program", "研修事業の名前（存在するもの、trainingPrograms/ID）"},
    {"fields", "分野（定義された値、各１回）"},
    {"schedule", "開催日（YYYY-MM-DD）、時刻（HH:MM、終了は開始の後）、時間帯はAsia/Tokyoのみ"},
    {"venue", "会場（200字以内、都道府県コードは01～47）"},
    {"organisers", "主催・共催・事業受託者（区分と名称は必須、20件以内）"},
    {"audiences", "対象（定義された値、各１回）"},
    {"audience_text", "対象（原文、4000字以内）"},
    {"purpose", "目的（4000字以内）"},
    {"participants", "参加者数（０以上、原文と一致）"},
    {"material_url", "資料のURL（http://またはhttps://、500字以内）"},
    {"material_note", "資料についての説明（4000字以内）"},
    {"application_rule", "申込みの条件（１自治体の上限は1～10000、定員は1～1000000、想定の役割は各１回）"},
    {"timetable", "時間割（50区分以内、時刻はHH:MM、項目は100件以内で名称は必須、分は1～1440）"},
    {"agenda", "議題（名称は必須、５段・計200件以内）"},
    {"sources", "出典（事実の項目名、文書のSHA-256、行、原文、根拠の区分）"},
    {"display_name", "正式名称（日本語は必須、200字以内）"},
    {"field", "分野（必須、定義された値）"},
    {"first_fiscal_year", "開始年度（1868～2999）"},
    {"last_fiscal_year", "終了年度（開始年度以後、2999まで）"},
    {"new_in_fiscal_years", "新規とされた年度（年度順、各１回、50件以内）"},
    {"activities", "取組内容（日本語は必須、50件以内）"},
}};

}  // namespace

FieldWords TrainingEntries::Words() { return kFieldWords; }

}  // namespace zaitaku::training
