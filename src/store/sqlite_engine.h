#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/engine.h"
#include "store/sqlite.h"
#include "store/sqlite_open.h"

namespace uvchat::store {

// A database of SQLite in a file, or in memory, where it ends with the engine: the same in all but
// that.
class SqliteEngine final : public Engine {
 public:
  // The error is one line that begins with `path`; the file is then as it was. Among what is
  // refused is a database that another server has open.
  static Result<std::unique_ptr<Engine>> open(const std::string& path);
  static Result<std::unique_ptr<Engine>> in_memory();

  Result<Contents> contents() override;
  std::vector<Answer> carry_out(std::span<const Request> requests) override;
  Result<void> probe() override;
  bool tidy() override;
  std::uint64_t journal_bytes() const override { return journal_bytes_; }

  // For a test that looks at how each of them is carried out.
  std::vector<const char*> statements() const;
  sqlite3* database() const { return open_.database.get(); }

 private:
  struct FileId {
    dev_t device;
    ino_t number;
    bool operator==(const FileId&) const = default;
  };
  // The database and its journal, which somebody may move away: what is written then is lost.
  struct Place {
    std::string path;
    std::optional<FileId> file;
  };
  enum class Part : bool { questions, all };

  explicit SqliteEngine(OpenDatabase&& open);
  static Result<std::unique_ptr<Engine>> make(Result<OpenDatabase>&& opened);
  static std::optional<FileId> file_at(const std::string& path);
  Result<void> prepare();

  Result<void> begin(Part part);
  Result<void> commit();
  void roll_back();
  void carry_out_together(std::span<const Request> requests, Part part,
                          std::vector<Answer>& answers);
  void carry_out_one_by_one(std::span<const Request> requests, std::vector<Answer>& answers);
  Result<void> go_on(std::span<const Request> requests, Part part, std::vector<Answer>& answers);
  Answer try_change(const Request& request);
  Answer do_it(const MakeAccount& request);
  Answer do_it(const ReadCredentials& request);
  Answer do_it(const SetPassword& request);
  Answer do_it(const ChangeBan& request);
  Result<void> read_accounts(Contents& contents);
  Result<void> read_bans(Contents& contents);
  void checkpoint(int how);

  OpenDatabase open_;
  std::vector<Place> places_;
  std::uint64_t journal_bytes_ = 0;
  bool journal_is_used_ = true;  // since it was last emptied

  Statement make_account_{"INSERT INTO account(password_hash, email, made_us) VALUES(?1, ?2, ?3)"};
  Statement own_name_{"INSERT INTO nick(account, text, fold, skeleton) VALUES(?1, ?2, ?3, ?4)"};
  Statement read_credentials_{
      "SELECT password_hash, credential_version FROM account WHERE id = ?1"};
  Statement set_password_{
      "UPDATE account SET password_hash = ?2, credential_version = credential_version + 1"
      " WHERE id = ?1"};
  Statement set_ban_{
      "REPLACE INTO ban(kind, mask, reason, set_by, set_ms, expires_ms)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6)"};
  Statement lift_ban_{"DELETE FROM ban WHERE kind = ?1 AND mask = ?2"};
  Statement forget_old_bans_{"DELETE FROM ban WHERE expires_ms > 0 AND expires_ms <= ?1"};
};

}  // namespace uvchat::store
