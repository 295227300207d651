// What is expected of the catalogue's fields, in Japanese.
#include <array>

#include "services/catalog/catalog_entries.h"

namespace zaitaku::catalog {
namespace {

constexpr std::array<FieldWord, 30> kFieldWords = {{
    {"name", "種類/ID の形の名前（IDは英小文字・数字・-の63字以内）、データは512KB以下"},
    {"display_name", "正式名称（日本語は必須、200字以内）"},
    {"aliases", "別名（20件以内、行番号は昇順）"},
    {"kind", "種類（必須、定義された値）"},
    {"bureau", "所管（定義された値）"},
    {"levels", "実施主体（都道府県、市区町村。各１回）"},
    {"fields", "分野（定義された値、各１回）"},
    {"conducted_by", "実施者（定義された値）"},
    {"funding_sources", "財源の名前（存在するもの、10件以内、各１回）"},
    {"purpose", "目的（4000字以内）"},
    {"eligible", "対象（定義された値、各１回）"},
    {"first_fiscal_year", "開始年度（1868～2999）"},
    {"last_fiscal_year", "終了年度（開始年度以後、2999まで）"},
    {"fiscal_years", "年度ごとの状況（年度順、各１回、50件以内）"},
    {"parent", "親事業の名前（存在するもの。循環は不可、上位は10段まで）"},
    {"predecessors", "前身の事業の名前（存在する別の事業、10件以内、各１回）"},
    {"parts", "項目（名称は必須、５段・計200件以内）"},
    {"conditions", "条件（IDは重複不可、種類と本文は必須、年月はYYYY-MM）"},
    {"sources", "出典（事実の項目名、文書のSHA-256、行、原文、根拠の区分）"},
    {"program", "事業の名前（存在するもの。事業か財源の少なくとも一方）"},
    {"funding_source", "財源の名前（存在するもの）"},
    {"fiscal_year", "年度（1868～2999）"},
    {"stage", "区分（予算、予算案など、必須）"},
    {"amount", "金額（円と印刷された金額が一致、負の額は補正予算のみ）"},
    {"field", "分野（定義された値）"},
    {"sum_of", "内訳の名前（同じ年度・区分の、内訳のない予算、100件以内）"},
    {"issue_month", "発行年月（YYYY-MM）"},
    {"sections", "節（IDは重複不可、段落の本文は必須、4000字以内）"},
    {"definitions", "用語とその意味（必須）"},
    {"programs", "事業の名前（存在するもの、50件以内、各１回）"},
}};

}  // namespace

FieldWords CatalogEntries::Words() { return kFieldWords; }

}  // namespace zaitaku::catalog
