// What operators ask of the crowd's hub from outside.

#include <utility>

#include "tests/fuzz/hub_crowd.h"
#include "tests/fuzz/words.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/limits.h"
#include "uvchat/base/utf8.h"

namespace uvchat::fuzz {
namespace {

// The server lets no other texts through.
std::string line_of(std::string_view text, std::size_t bytes_max) {
  std::string line = utf8_mended(text);
  std::erase_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return std::string(utf8_cut(line, bytes_max));
}

errand::Wish change_of(char kind, std::string word, std::string text, std::int64_t ms) {
  const auto ban_kind = word.find('@') == word.npos ? ServerBanKind::dline : ServerBanKind::kline;
  switch (kind) {
    case 'a':
      if (text.empty()) return errand::AdmitUpload{"token", {}, {}, {}};
      return errand::AdmitUpload{{}, std::move(word), "right", *Address::parse("203.0.113.5")};
    case 'k':
      return errand::KillUser{std::move(word), std::move(text)};
    case 'b':
      return errand::SetBan{ban_kind, std::move(word), std::move(text), ms};
    case 'u':
      return errand::LiftBan{ban_kind, std::move(word)};
    case 's':
      return errand::SuspendAccount{std::move(word), std::move(text), ms};
    case 'f':
      return errand::UnsuspendAccount{std::move(word)};
    case 'c':
      return errand::MakeResetCode{std::move(word), "token"};
    case 'i':
      return errand::MakeInvitations{"token", 1 + static_cast<int>(word.size() % 10)};
    case 'v':
      return errand::RevokeInvitation{std::move(word)};
    case 'd':
      return errand::DropFile{std::move(word)};
    case 'r':
      return errand::Reload{};
    default:
      return errand::Note{"LOGLEVEL", std::move(word), std::move(text)};
  }
}

}  // namespace

// "k ana reason": a letter, a word, and a text. A small digit in front is the place of a person
// whose session ends; a capital asks for a list, from the number on that the word is.
void Crowd::errand_comes(std::string_view words) {
  const std::string kind(next_word(words));
  const std::string_view word = next_word(words);
  if (kind.size() != 1) return;
  const auto index = static_cast<std::size_t>(kind[0] - '0');
  errand::Wish wish;
  if (index < people_.size()) {
    wish = errand::KillSession{people_[index].conn, line_of(words, limits::kick_bytes_max)};
  } else if (kind[0] == 'I') {
    wish = errand::ReadInvitations{std::string(word), 10};
  } else if (kind[0] == 'L') {
    wish = errand::ReadFiles{line_of(word, limits::channel_bytes_max), std::string(words), 3};
  } else if (kind[0] == 'N') {
    wish = errand::ReadDeeds{std::string(words), static_cast<std::int64_t>(number(word)), 3};
  } else if (kind[0] == 'S') {
    wish = errand::ReadStatus{};
  } else if (kind[0] >= 'A' && kind[0] <= 'F') {
    wish = errand::Read{static_cast<errand::List>(kind[0] - 'A'), number(word),
                        1 + number(word) % 3, line_of(words, limits::channel_bytes_max)};
  } else {
    wish = change_of(kind[0], line_of(word, limits::mask_bytes_max),
                     line_of(words, limits::kick_bytes_max),
                     static_cast<std::int64_t>(words.size()) * 1000);
  }
  errands_.insert(++errand_numbers_);
  hub_.take({{{}, errand_numbers_}, "local", std::move(wish)});
}

void Crowd::errand_is_done(const ErrandDone& done) {
  UVCHAT_ASSERT(errands_.erase(done.ticket.number) == 1);
  UVCHAT_ASSERT(done.outcome == errand::Outcome::done || !done.text.empty());
}

}  // namespace uvchat::fuzz
