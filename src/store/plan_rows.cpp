#include "store/plan_rows.h"

#include <algorithm>

namespace uvchat::store {

Account account_in(const Row& row) {
  return {.id = static_cast<AccountId>(row.number(0)),
          .made_us = row.number(1),
          .credential_version = static_cast<std::uint64_t>(row.number(2)),
          .is_verified = row.number(3) != 0,
          .has_email = row.number(4) != 0,
          .suspension = {row.text(5), row.text(6), row.number(7), row.number(8)}};
}

OwnedName name_in(const Row& row, std::size_t first) {
  return {row.text(first), row.text(first + 1), row.text(first + 2)};
}

Presence presence_in(const Row& row, std::size_t first) {
  return {row.text(first), row.text(first + 1), row.number(first + 2)};
}

std::vector<Token> tokens_in(const Rows& rows) {
  std::vector<Token> tokens;
  for (const Row& row : rows) {
    tokens.push_back({row.number(0), row.text(1), row.number(2), row.number(3)});
  }
  std::sort(tokens.begin(), tokens.end(),
            [](const Token& a, const Token& b) { return a.number < b.number; });
  return tokens;
}

std::vector<Certificate> certificates_in(const Rows& rows) {
  std::vector<Certificate> certificates;
  for (const Row& row : rows) certificates.push_back({row.text(0), row.number(1)});
  return certificates;
}

std::vector<FileRow> files_in(const Rows& rows) {
  std::vector<FileRow> files;
  for (const Row& row : rows) {
    files.push_back({row.text(0), row.text(1), static_cast<std::uint64_t>(row.number(2)),
                     row.text(3), row.text(4), static_cast<AccountId>(row.number(5)), row.number(6),
                     row.number(7)});
  }
  return files;
}

}  // namespace uvchat::store
