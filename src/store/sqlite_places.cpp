#include "store/sqlite_places.h"

#include <array>

namespace uvchat::store {
namespace {

constexpr int room_shift = 40;
constexpr int epoch_shift = 20;
constexpr std::int64_t epochs = 1 << 20;

}  // namespace

Places::~Places() {
  sqlite3_create_function_v2(database_, "id_at", 2, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr,
                             nullptr);
}

Result<void> Places::teach() {
  for (Statement* statement : {&begun_, &next_, &probe_}) {
    if (auto prepared = statement->prepare(database_); !prepared) return prepared;
  }
  const int code = sqlite3_create_function_v2(
      database_, "id_at", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, this, id_at,
      nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(why_not(code));
  return {};
}

void Places::id_at(sqlite3_context* context, int, sqlite3_value** values) {
  auto& self = *static_cast<Places*>(sqlite3_user_data(context));
  const auto id = self.find(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1]));
  if (!id) return sqlite3_result_error_code(context, SQLITE_CORRUPT);
  sqlite3_result_int64(context, *id);
}

Result<std::int64_t> Places::first(Statement& statement, std::int64_t value,
                                   std::int64_t otherwise) {
  const std::array<Value, 1> values{value};
  Running running(statement, values);
  const int code = running.step();
  if (code == SQLITE_DONE) return otherwise;
  if (code != SQLITE_ROW) return fail(why_not(code));
  return running.number(0);
}

// All ids below `low` are of earlier lines, and from `high` on there are none.
Result<std::int64_t> Places::find(std::int64_t room, std::int64_t time_us) {
  const std::int64_t room_begins = room << room_shift;
  if (time_us <= 0) return room_begins;
  auto epoch = first(begun_, time_us, 0);
  if (!epoch) return epoch;
  auto next_epoch = first(next_, *epoch, epochs);
  if (!next_epoch) return next_epoch;
  std::int64_t low = room_begins + (*epoch << epoch_shift);
  std::int64_t high = room_begins + ((*next_epoch << epoch_shift) - 1);
  while (low <= high) {
    const std::int64_t middle = low + (high - low) / 2;
    const std::array<Value, 1> values{middle};
    Running running(probe_, values);
    const int code = running.step();
    if (code != SQLITE_ROW && code != SQLITE_DONE) return fail(why_not(code));
    const bool is_there = code == SQLITE_ROW && running.number(0) <= high;
    if (is_there && running.number(1) < time_us) {
      low = running.number(0) + 1;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace uvchat::store
