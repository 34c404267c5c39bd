#pragma once

#include <vector>

#include "store/plan.h"

// What several plans have in common.

namespace uvchat::store {

inline constexpr const char* find_account = "SELECT id FROM account WHERE id = ?1";
inline constexpr const char* forget_tokens = "DELETE FROM token WHERE account = ?1";
inline constexpr const char* forget_codes = "DELETE FROM code WHERE account = ?1";
inline constexpr const char* read_tokens =
    "SELECT number, device, made_us, used_us FROM token WHERE account = ?1";
inline constexpr const char* read_certificates =
    "SELECT fingerprint, added_us FROM certificate WHERE account = ?1 ORDER BY number";
inline constexpr const char* read_files =
    "SELECT id, hash, bytes, type, name, COALESCE(account, 0), made_us, until_us FROM file"
    " WHERE account = ?1 ORDER BY number DESC LIMIT ?2";

// Of `id, made_us, credential_version, is_verified, length(email), suspended_by, suspension_reason,
// suspended_ms, suspended_until_ms`, without what stands in other tables.
Account account_in(const Row& row);
OwnedName name_in(const Row& row, std::size_t first);
Presence presence_in(const Row& row, std::size_t first);
std::vector<Token> tokens_in(const Rows& rows);  // in the order in which they were made
std::vector<Certificate> certificates_in(const Rows& rows);
std::vector<FileRow> files_in(const Rows& rows);

}  // namespace uvchat::store
