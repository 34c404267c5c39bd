#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/sqlite.h"
#include "store/sqlite_open.h"

namespace uvchat::store {
namespace {

tl::unexpected<Error> not_written(const std::string& path) {
  return fail(path + ": cannot be written: " + std::strerror(errno));
}

bool make_draft(const std::string& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  return made >= 0 && ::close(made) == 0;
}

bool is_on_disk(const std::string& path, int flags) {
  const int opened = ::open(path.c_str(), flags | O_CLOEXEC);
  if (opened < 0) return false;
  const bool done = ::fsync(opened) == 0;
  ::close(opened);
  return done;
}

// In one snapshot, however much is written meanwhile.
Result<void> copy(sqlite3* from, const std::string& draft) {
  Statement vacuum("VACUUM INTO ?1");
  if (auto prepared = vacuum.prepare(from); !prepared) return prepared;
  const std::array<Value, 1> to{draft};
  const int code = Running(vacuum, to).step();
  if (code != SQLITE_DONE) return fail(why_not(code));
  return {};
}

// There is none of this name yet, even if somebody made one meanwhile.
Result<void> give_name(const std::string& draft, const std::string& to) {
  if (!is_on_disk(draft, O_RDWR) || ::link(draft.c_str(), to.c_str()) != 0) return not_written(to);
  const std::string folder = std::filesystem::path(to).parent_path();
  if (!is_on_disk(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY)) return not_written(to);
  return {};
}

}  // namespace

Result<void> back_up(const std::string& from, const std::string& to) {
  const auto database = open_database_of_another(from);
  if (!database) return tl::unexpected(database.error());
  if (std::filesystem::exists(std::filesystem::symlink_status(to))) {
    return fail(to + ": is there already");
  }
  const std::string draft = to + ".part";
  if (!make_draft(draft)) return not_written(draft);
  auto done = copy(database->get(), draft);
  if (!done) done = fail(draft + ": cannot be written: " + done.error().text);
  if (done) done = give_name(draft, to);
  ::unlink(draft.c_str());
  return done;
}

}  // namespace uvchat::store
