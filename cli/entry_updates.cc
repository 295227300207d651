#include "cli/entry_updates.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/reflection.h>

#include <memory>
#include <utility>

#include "cli/csv.h"
#include "cli/details.h"
#include "cli/entry_changes.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using google::protobuf::Message;
using type::v1::FactReview;
using type::v1::FactSource;

FactReview::Verdict VerdictOf(const ReviewOptions& options) {
  return options.confirm ? FactReview::VERDICT_CONFIRMED : FactReview::VERDICT_DISPUTED;
}

// What is said of one fact in a list of them that resources of every kind call by the same name.
template <typename Item>
google::protobuf::RepeatedPtrField<Item> AboutFact(const Message& resource, const char* field,
                                                   const std::string& fact) {
  google::protobuf::RepeatedPtrField<Item> about;
  const auto* descriptor = resource.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr) return about;
  for (const Item& item : resource.GetReflection()->GetRepeatedFieldRef<Item>(resource, descriptor)) {
    if (item.fact() == fact) *about.Add() = item;
  }
  return about;
}

void RenderReviewed(Session& session, const Message& entry, const std::string& fact) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  entry.GetReflection()->ListFields(entry, &fields);
  for (const auto* field : fields) {
    const Message& resource = entry.GetReflection()->GetMessage(entry, field);
    RenderFacts(AboutFact<FactSource>(resource, "sources", fact), AboutFact<FactReview>(resource, "reviews", fact),
                true, session.language(), session.style(), session.out());
  }
}

}  // namespace

std::string ValueOf(const std::string& text) { return text == kBlank ? "" : text; }

void SetText(const std::optional<std::string>& ja, const std::optional<std::string>& en, const char* path,
             type::v1::LocalizedText* text, google::protobuf::FieldMask& mask) {
  if (!ja && !en) return;
  if (ja) text->set_ja(ValueOf(*ja));
  if (en) text->set_en(ValueOf(*en));
  mask.add_paths(path);
}

void ShowUpdatedEntry(Session& session, const Message& response, const UpdatedEntry& updated,
                      const std::function<void()>& more) {
  ShowResult(
      session, response,
      [&] {
        const Text done = OutcomeText({"更新しました", "updated"}, {"登録済みの内容と同じ", "it was the same already"},
                                      updated.change, updated.unchanged);
        PrintDone(session, updated.name, done, updated.revision);
        const auto changes = EntryFieldChanges(&updated.before, &updated.after, session.language());
        if (!updated.unchanged && !changes.empty()) {
          session.out() << '\n';
          RenderFieldChanges(changes, session.language(), session.style(), session.out());
        }
        more();
      },
      [&] {
        WriteCsvRow(session.out(), {"subject", "field", "before", "after"});
        for (const FieldChange& change : EntryFieldChanges(&updated.before, &updated.after, Language::kJapanese)) {
          WriteCsvRow(session.out(), {updated.name, change.slug, change.before, change.after});
        }
      });
}

void ShowReviewedEntry(Session& session, const Message& response, const Message& entry, const ReviewOptions& options,
                       const std::string& revision, bool unchanged) {
  const FactReview::Verdict verdict = VerdictOf(options);
  ShowResult(
      session, response,
      [&] {
        const Text done =
            OutcomeText({ReviewName(verdict, Language::kJapanese), ReviewName(verdict, Language::kEnglish)},
                        {"同じ内容を記録済み", "the same was said already"}, options.change, unchanged);
        PrintDone(session, options.name, done, revision);
        RenderReviewed(session, entry, options.fact);
      },
      [&] {
        WriteCsvRow(session.out(), {"name", "fact", "verdict", "reason", "revision"});
        WriteCsvRow(session.out(), {options.name, options.fact, ReviewName(verdict, Language::kEnglish),
                                    options.change.reason, revision});
      });
}

void AddReviewCommand(Commands& commands, CLI::App& noun, const ReviewHelp& help,
                      std::function<int(Session&, const ReviewOptions&)> action) {
  const auto options = std::make_shared<ReviewOptions>();
  CLI::App& review = commands.AddVerb(
      noun, "review",
      {"推定された事実を確認し、または異議を述べます。事実の名前は `get` の「出典」にあります。",
       "Confirms or disputes an inferred fact. `get` shows the facts' names."},
      help.examples, [options, action = std::move(action)](Session& session) { return action(session, *options); });
  review.add_option("name", options->name, commands.Say(help.name))->required()->option_text(help.option_text);
  review.add_option("fact", options->fact, commands.Say({"事実", "The fact"}))->required()->option_text("FACT");
  CLI::Option* confirm = review.add_flag("--confirm", options->confirm, commands.Say({"正しい", "It is right"}));
  review.add_flag("--dispute", options->dispute, commands.Say({"正しくない、疑わしい", "It is wrong, or doubtful"}))
      ->excludes(confirm);
  AddChangeOptions(commands, review, options->change);
  review.get_option("--reason")->required();
}

void ShowDeletedEntry(Session& session, const Message& response, const DeleteOptions& options,
                      const std::string& revision) {
  ShowResult(
      session, response,
      [&] {
        Text done = {"削除しました", "deleted"};
        if (options.change.dry_run) {
          done = {"削除できます（試行、変更していません）", "can be deleted (dry run, nothing was changed)"};
        }
        PrintDone(session, options.name, done, revision);
      },
      [&] {
        WriteCsvRow(session.out(), {"name", "revision"});
        WriteCsvRow(session.out(), {options.name, revision});
      });
}

}  // namespace zaitaku::cli
