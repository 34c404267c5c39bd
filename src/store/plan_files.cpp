#include <algorithm>

#include "store/plan_rows.h"

namespace uvchat::store {
namespace {

// To add it once more does no harm.
constexpr const char* add_upload =
    "INSERT INTO upload(key_hash, account, bytes, type, name, until_us, file)"
    " SELECT ?1, NULLIF(?2, 0), ?3, ?4, ?5, ?6, ''"
    " WHERE NOT EXISTS (SELECT 1 FROM upload WHERE key_hash = ?1)";
constexpr const char* drop_upload = "DELETE FROM upload WHERE key_hash = ?1";
constexpr const char* read_uploads =
    "SELECT key_hash, COALESCE(account, 0), bytes, type, name, until_us, file FROM upload"
    " WHERE key_hash > ?1 AND file = '' ORDER BY key_hash LIMIT ?2";
constexpr const char* find_upload =
    "SELECT key_hash, COALESCE(account, 0), bytes, type, name, until_us, file FROM upload"
    " WHERE key_hash = ?1";

constexpr const char* finish_upload =
    "UPDATE upload SET file = ?2 WHERE key_hash = ?1 AND (file = '' OR file = ?2)";
constexpr const char* add_file =
    "INSERT INTO file(id, hash, bytes, type, name, account, made_us, until_us)"
    " SELECT ?1, ?2, ?3, ?4, ?5, NULLIF(?6, 0), ?7, ?8"
    " WHERE NOT EXISTS (SELECT 1 FROM file WHERE id = ?1 AND hash = ?2)";
constexpr const char* find_file =
    "SELECT id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us FROM file"
    " WHERE id = ?1";
constexpr const char* drop_file =
    "DELETE FROM file WHERE id = ?1 AND (?2 = 0 OR account = ?2)"
    " RETURNING id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us";
constexpr const char* drop_its_uploads = "DELETE FROM upload WHERE file = ?1 AND file <> ''";

constexpr const char* find_own_file = "SELECT number FROM file WHERE id = ?2 AND account = ?1";
constexpr const char* find_guests_file =
    "SELECT number FROM file WHERE id = ?1 AND account IS NULL";
constexpr const char* read_guests_files =
    "SELECT id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us FROM file"
    " WHERE account IS NULL ORDER BY number DESC LIMIT ?1";
constexpr const char* read_older_guests_files =
    "SELECT id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us FROM file"
    " WHERE account IS NULL AND number < (SELECT number FROM file WHERE id = ?1)"
    " ORDER BY number DESC LIMIT ?2";
constexpr const char* read_older_files =
    "SELECT id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us FROM file"
    " WHERE account = ?1 AND number < (SELECT number FROM file WHERE id = ?2)"
    " ORDER BY number DESC LIMIT ?3";
// Each file, at least as many as file_bytes_min.
constexpr const char* read_space =
    "SELECT CAST(COALESCE(sum(CASE WHEN bytes < 4096 THEN 4096 ELSE bytes END), 0) AS BIGINT)"
    " FROM file WHERE account = ?1";
constexpr const char* read_space_of_guests =
    "SELECT CAST(COALESCE(sum(CASE WHEN bytes < 4096 THEN 4096 ELSE bytes END), 0) AS BIGINT)"
    " FROM file WHERE account IS NULL";
constexpr const char* read_space_of_all =
    "SELECT CAST(COALESCE(sum(CASE WHEN bytes < 4096 THEN 4096 ELSE bytes END), 0) AS BIGINT)"
    " FROM file";
constexpr const char* find_hash = "SELECT hash FROM file WHERE hash = ?1 LIMIT 1";

constexpr const char* drop_expired_files =
    "DELETE FROM file WHERE number IN (SELECT number FROM file"
    " WHERE until_us > 0 AND until_us <= ?1 ORDER BY until_us LIMIT ?2) RETURNING number";
constexpr const char* drop_expired_uploads =
    "DELETE FROM upload WHERE key_hash IN (SELECT key_hash FROM upload"
    " WHERE until_us <= ?1 ORDER BY until_us LIMIT ?2) RETURNING key_hash";

Answer files_of_first(std::span<const Rows> rows) {
  return {.outcome = Outcome::done, .files = files_in(rows.front())};
}

Answer files_of_last(std::span<const Rows> rows) {
  return {.outcome = Outcome::done, .files = files_in(rows.back())};
}

Answer uploads_in(std::span<const Rows> rows) {
  Answer answer{.outcome = Outcome::done};
  for (const Row& row : rows.front()) {
    answer.uploads.push_back({row.text(0), static_cast<AccountId>(row.number(1)),
                              static_cast<std::uint64_t>(row.number(2)), row.text(3), row.text(4),
                              row.number(5), row.text(6)});
  }
  return answer;
}

Answer hashes_in(std::span<const Rows> rows) {
  Answer answer{.outcome = Outcome::done};
  for (const Rows& found : rows) {
    if (!found.empty()) answer.hashes.push_back(found.front().text(0));
  }
  return answer;
}

}  // namespace

Plan plan_of(const AddUpload& request) {
  const UploadRow& upload = request.upload;
  return {{{add_upload,
            {upload.key_hash, upload.account, upload.bytes, upload.type, upload.name,
             upload.until_us}}}};
}

Plan plan_of(const DropUpload& request) { return {{{drop_upload, {request.key_hash}, true}}}; }

Plan plan_of(const FindUpload& request) {
  return {{{find_upload, {request.key_hash}, true}}, uploads_in, true};
}

Plan plan_of(const ReadUploads& request) {
  return {{{read_uploads, {request.after, request.rows_max}}}, uploads_in, true};
}

Plan plan_of(const AddFile& request) {
  const FileRow& file = request.file;
  Plan plan;
  if (!request.upload.empty()) {
    plan.steps.push_back({finish_upload, {request.upload, file.id}, true});
  }
  plan.steps.push_back({add_file,
                        {file.id, file.hash, file.bytes, file.type, file.name, file.account,
                         file.made_us, file.until_us}});
  return plan;
}

Plan plan_of(const FindFile& request) {
  return {{{find_file, {request.id}, true}}, files_of_first, true};
}

Plan plan_of(const DropFile& request) {
  return {{{drop_file, {request.id, request.account}, true}, {drop_its_uploads, {request.id}}},
          files_of_first};
}

Plan plan_of(const ReadFiles& request) {
  if (request.account == 0 && request.after.empty()) {
    return {{{read_guests_files, {request.rows_max}}}, files_of_last, true};
  }
  if (request.account == 0) {
    return {{{find_guests_file, {request.after}, true},
             {read_older_guests_files, {request.after, request.rows_max}}},
            files_of_last,
            true};
  }
  if (request.after.empty()) {
    return {{{read_files, {request.account, request.rows_max}}}, files_of_last, true};
  }
  return {{{find_own_file, {request.account, request.after}, true},
           {read_older_files, {request.account, request.after, request.rows_max}}},
          files_of_last,
          true};
}

Plan plan_of(const ReadFileSpace& request) {
  Plan plan;
  if (!request.account) {
    plan.steps = {{read_space_of_all}};
  } else if (*request.account == 0) {
    plan.steps = {{read_space_of_guests}};
  } else {
    plan.steps = {{read_space, {*request.account}}};
  }
  plan.read = [](std::span<const Rows> rows) {
    return Answer{.outcome = Outcome::done,
                  .bytes = static_cast<std::uint64_t>(rows[0].front().number(0))};
  };
  plan.is_question = true;
  return plan;
}

Plan plan_of(const KnownHashes& request) {
  Plan plan;
  const std::size_t count = std::min(request.hashes.size(), hashes_max);
  for (std::size_t i = 0; i < count; ++i) plan.steps.push_back({find_hash, {request.hashes[i]}});
  plan.read = hashes_in;
  plan.is_question = true;
  return plan;
}

Plan plan_of(const DropExpired& request) {
  return {{{drop_expired_files, {request.at_us, request.rows_max}},
           {drop_expired_uploads, {request.at_us, request.rows_max}}},
          [](std::span<const Rows> rows) {
            return Answer{.outcome = Outcome::done, .count = rows[0].size() + rows[1].size()};
          }};
}

}  // namespace uvchat::store
