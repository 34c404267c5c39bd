#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "store/sql.h"
#include "uvchat/base/result.h"
#include "uvchat/store/request.h"

// How a request is carried out by statements that SQLite and PostgreSQL both know, or of which each
// has its own. No statement needs what an earlier one of its plan has answered, so that all of them
// can be sent at once.

namespace uvchat::store {

// What a statement takes and gives.
struct Value : std::variant<std::int64_t, std::string> {
  Value(std::integral auto number) : variant(static_cast<std::int64_t>(number)) {}
  Value(std::string text) : variant(std::move(text)) {}
};

class Row {
 public:
  explicit Row(std::vector<Value>&& cells) : cells_(std::move(cells)) {}

  const Value& cell(std::size_t column) const { return cells_.at(column); }
  std::int64_t number(std::size_t column) const {
    const auto* number = std::get_if<std::int64_t>(&cells_.at(column));
    return number == nullptr ? 0 : *number;
  }
  std::string text(std::size_t column) const {
    const auto* text = std::get_if<std::string>(&cells_.at(column));
    return text == nullptr ? std::string() : *text;
  }

 private:
  std::vector<Value> cells_;
};
using Rows = std::vector<Row>;

struct Step {
  Sql sql;  // its parameters are ?1, ?2 ...
  std::vector<Value> values = {};
  bool must_find = false;  // a row; otherwise nothing of the plan is done: `absent`
};

// A row that would be there twice is `taken`; one that belongs to an account that is not there is
// `absent`.
struct Plan {
  std::vector<Step> steps;
  // What the rows of each step mean. Null: it is done.
  std::function<Answer(std::span<const Rows>)> read = {};
  bool is_question = false;
  std::uint32_t time_max_ms = 0;  // of a slow question; 0: no bound
  bool erases = false;            // what is gone shall leave no trace
  bool forgets_words = false;     // nor that what was said
  const KeepLines* kept =
      nullptr;  // its lines are kept before the first step; it outlives the plan
};

// What became of a plan, and the rows of each of its steps if it was done.
struct Done {
  Outcome outcome = Outcome::done;
  std::vector<Rows> rows = {};
};

Plan plan_of(const Request& request);

Plan plan_of(const MakeAccount& request);
Plan plan_of(const ReadCredentials& request);
Plan plan_of(const NoteLogin& request);
Plan plan_of(const SetPassword& request);
Plan plan_of(const SetEmail& request);
Plan plan_of(const SetSetting& request);
Plan plan_of(const Suspend& request);
Plan plan_of(const GroupNick& request);
Plan plan_of(const UngroupNick& request);
Plan plan_of(const DropAccount& request);
Plan plan_of(const ReadAccount& request);

Plan plan_of(const SetCode& request);
Plan plan_of(const UseCode& request);
Plan plan_of(const Invite& request);
Plan plan_of(const ReadInvitations& request);
Plan plan_of(const RevokeInvitation& request);
Plan plan_of(const AddToken& request);
Plan plan_of(const UseToken& request);
Plan plan_of(const ForgetToken& request);
Plan plan_of(const ReadTokens& request);
Plan plan_of(const RevokeTokens& request);
Plan plan_of(const AddCertificate& request);
Plan plan_of(const ForgetCertificate& request);
Plan plan_of(const FindCertificate& request);
Plan plan_of(const ReadCertificates& request);

Plan plan_of(const AddUpload& request);
Plan plan_of(const DropUpload& request);
Plan plan_of(const ReadUploads& request);
Plan plan_of(const AddFile& request);
Plan plan_of(const FindFile& request);
Plan plan_of(const DropFile& request);
Plan plan_of(const ReadFiles& request);
Plan plan_of(const ReadFileSpace& request);
Plan plan_of(const FindUpload& request);
Plan plan_of(const KnownHashes& request);
Plan plan_of(const DropExpired& request);

Plan plan_of(const SaveRoom& request);
Plan plan_of(const DropRoom& request);
Plan plan_of(const RenameRoom& request);
Plan plan_of(const SetAccess& request);
Plan plan_of(const SavePresence& request);

Plan plan_of(const ChangeBan& request);
Plan plan_of(const NoteDeed& request);
Plan plan_of(const ReadDeeds& request);

Plan plan_of(const KeepLines& request);
Plan plan_of(const TakeBack& request);
Plan plan_of(const NoteJoin& request);
Plan plan_of(const FreeRoom& request);
Plan plan_of(const BeginEra& request);
Plan plan_of(const BeginEpoch& request);
Plan plan_of(const Redact& request);
Plan plan_of(const KeepGap& request);
Plan plan_of(const SetMarker& request);
Plan plan_of(const EraseLines& request);

Plan plan_of(const ReadLines& request);
Plan plan_of(const ReadTalks& request);
Plan plan_of(const ReadMarkers& request);
Plan plan_of(const SearchLines& request);

// All that the server holds in memory: the steps, and what their rows mean.
std::vector<Step> contents_steps();
Result<Contents> read_contents(std::span<const Rows> rows);

}  // namespace uvchat::store
