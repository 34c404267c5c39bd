#include "screen/key_decoder.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"
#include "uvchat/cipher/secret.h"

namespace uvchat::cli {
namespace {

constexpr char escape = '\033';
constexpr char control_c = '\003';
constexpr std::string_view paste_begin = "\033[200~";
constexpr std::string_view paste_end = "\033[201~";
constexpr std::size_t sequence_bytes_max = 64;

struct KnownKey {
  std::string_view sequence;
  Key key;
};

// What terminals send, also those whose description leaves it out.
constexpr KnownKey known_keys[] = {
    {"\033[A", Key::up},
    {"\033[B", Key::down},
    {"\033[C", Key::right},
    {"\033[D", Key::left},
    {"\033OA", Key::up},
    {"\033OB", Key::down},
    {"\033OC", Key::right},
    {"\033OD", Key::left},
    {"\033[H", Key::home},
    {"\033[F", Key::end},
    {"\033OH", Key::home},
    {"\033OF", Key::end},
    {"\033[1~", Key::home},
    {"\033[4~", Key::end},
    {"\033[7~", Key::home},
    {"\033[8~", Key::end},
    {"\033[3~", Key::erase},
    {"\033[5~", Key::page_up},
    {"\033[6~", Key::page_down},
    {"\033[Z", Key::back_tab},
    {"\033OM", Key::enter},
    {"\033[1;5D", Key::word_left},
    {"\033[1;5C", Key::word_right},
    {"\033Od", Key::word_left},
    {"\033Oc", Key::word_right},
    {"\033[1;3D", Key::alt_left},
    {"\033[1;3C", Key::alt_right},
    {"\033[I", Key::focus_in},
    {"\033[O", Key::focus_out},
    {"\033OP", Key::f1},
    {"\033OQ", Key::f2},
    {"\033OR", Key::f3},
    {"\033OS", Key::f4},
    {"\033[11~", Key::f1},
    {"\033[12~", Key::f2},
    {"\033[13~", Key::f3},
    {"\033[14~", Key::f4},
    {"\033[15~", Key::f5},
    {"\033[17~", Key::f6},
    {"\033[18~", Key::f7},
    {"\033[19~", Key::f8},
    {"\033[20~", Key::f9},
    {"\033[21~", Key::f10},
    {"\033[[A", Key::f1},
    {"\033[[B", Key::f2},
    {"\033[[C", Key::f3},
    {"\033[[D", Key::f4},
    {"\033[[E", Key::f5},
};

bool is_in(char c, char first, char last) { return c >= first && c <= last; }

// At the end of a text, the bytes of a character whose rest may still come.
std::size_t unfinished_tail(std::string_view run) {
  for (std::size_t bytes = 1; bytes <= std::min<std::size_t>(3, run.size()); ++bytes) {
    if (utf8_ends_short(run.substr(run.size() - bytes))) return bytes;
  }
  return 0;
}

// At the end of a paste's bytes, those that may begin its end mark.
std::size_t begun_end(std::string_view bytes) {
  std::size_t count = std::min(paste_end.size() - 1, bytes.size());
  while (!paste_end.starts_with(bytes.substr(bytes.size() - count))) --count;
  return count;
}

// Cuts off a number and the character after it; nothing if there is none.
std::optional<std::size_t> take_number(std::string_view& text, char behind) {
  std::size_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(parsed.ptr - text.data());
  if (parsed.ec != std::errc() || digits == text.size() || text[digits] != behind) {
    return std::nullopt;
  }
  text.remove_prefix(digits + 1);
  return number;
}

// "\033[<64;COLUMN;ROWM", counted from 1: the wheel's turns are buttons.
std::optional<KeyPress> wheel_of(std::string_view sequence) {
  constexpr std::string_view begin = "\033[<";
  if (!sequence.starts_with(begin)) return std::nullopt;
  sequence.remove_prefix(begin.size());
  const auto button = take_number(sequence, ';');
  const auto column = button ? take_number(sequence, ';') : std::nullopt;
  const auto row = column ? take_number(sequence, 'M') : std::nullopt;
  if (!row || *row == 0 || *column == 0 || (*button != 64 && *button != 65)) return std::nullopt;
  KeyPress press{*button == 64 ? Key::wheel_up : Key::wheel_down};
  press.row = *row - 1;
  press.column = *column - 1;
  return press;
}

KeyPress press_of_control(char c) {
  switch (c) {
    case '\r':
    case '\n':
      return {Key::enter};
    case '\t':
      return {Key::tab};
    case 0x7F:
      return {Key::backspace};
    default:
      return {Key::control,
              c >= 1 && c <= 26 ? std::string(1, static_cast<char>('a' + c - 1)) : ""};
  }
}

}  // namespace

KeyDecoder::KeyDecoder() {
  for (const KnownKey& known : known_keys) keys_.emplace(known.sequence, known.key);
}

KeyDecoder::~KeyDecoder() {
  cipher::wipe(buffer_.data(), buffer_.size());
  cipher::wipe(pasted_.data(), pasted_.size());
}

void KeyDecoder::define(std::string_view sequence, Key key) {
  if (sequence.size() > 1 && sequence.front() == escape) keys_.emplace(sequence, key);
}

void KeyDecoder::take(std::string_view bytes, std::uint64_t now_ms) {
  buffer_ += bytes;
  came_ms_ = now_ms;
  came_alone_ = bytes.size() == 1 && waiting().size() == 1;
}

void KeyDecoder::drop(std::size_t bytes) {
  begin_ += bytes;
  if (begin_ == buffer_.size()) {
    cipher::wipe(buffer_.data(), buffer_.size());  // it may have been part of a passphrase
    buffer_.clear();
    begin_ = 0;
  }
}

std::optional<KeyPress> KeyDecoder::next(std::uint64_t now_ms) {
  const std::uint64_t waited_ms = now_ms - std::min(now_ms, came_ms_);
  for (;;) {
    const std::size_t before = waiting().size();
    auto press = pasting_ ? take_paste(waited_ms) : take_key(waited_ms);
    if (press || waiting().size() == before) return press;
  }
}

std::optional<KeyPress> KeyDecoder::take_key(std::uint64_t waited_ms) {
  if (waiting().empty()) return std::nullopt;
  const char c = waiting().front();
  if (c == escape) return take_escape(waited_ms);
  if (is_control(c)) {
    drop(1);
    return press_of_control(c);
  }
  return take_text();
}

// As much text as there is.
std::optional<KeyPress> KeyDecoder::take_text() {
  const std::string_view all = waiting();
  const auto end = std::find_if(all.begin(), all.end(), is_control);
  std::string_view run = all.substr(0, static_cast<std::size_t>(end - all.begin()));
  if (run.size() == all.size()) run.remove_suffix(unfinished_tail(run));
  if (run.empty()) return std::nullopt;
  KeyPress press{Key::text, utf8_mended(run)};
  drop(run.size());
  return press;
}

// Parameter bytes, intermediate bytes and a final byte (ECMA-48, 5.4).
KeyDecoder::Sequence KeyDecoder::control_sequence_of(std::string_view bytes) {
  std::size_t at = 2;
  while (at < bytes.size() && is_in(bytes[at], ' ', '?')) ++at;
  if (at >= sequence_bytes_max) return {Sequence::State::broken, at};
  if (at == bytes.size()) return {};
  if (!is_in(bytes[at], '@', '~')) return {Sequence::State::broken, at};
  std::size_t behind = 0;  // bytes after it: Linux console function keys, oldest mouse reports
  if (at == 2 && (bytes[at] == '[' || bytes[at] == 'M')) behind = bytes[at] == '[' ? 1 : 3;
  const std::size_t size = at + 1 + behind;
  return size > bytes.size() ? Sequence{} : Sequence{Sequence::State::whole, size};
}

// A sequence that begins with Escape. If it is broken, the Escape was a key of its own, or Alt.
KeyDecoder::Sequence KeyDecoder::sequence_of(std::string_view bytes) {
  if (bytes.size() < 2) return {};
  if (bytes[1] == '[') return control_sequence_of(bytes);
  if (bytes[1] == 'O') {
    return bytes.size() < 3            ? Sequence{}
           : is_in(bytes[2], '@', '~') ? Sequence{Sequence::State::whole, 3}
                                       : Sequence{Sequence::State::broken, 1};
  }
  return {Sequence::State::broken, 1};
}

std::optional<KeyPress> KeyDecoder::take_escape(std::uint64_t waited_ms) {
  const std::string_view bytes = waiting();
  if (bytes.starts_with("\033\033")) {  // some terminals send Alt this way
    const Sequence inner = sequence_of(bytes.substr(1));
    if (inner.state == Sequence::State::whole) {
      const std::string sequence(bytes.substr(1, inner.bytes));
      drop(1 + inner.bytes);
      const auto press = take_sequence(sequence);
      return press && press->key == Key::left    ? KeyPress{Key::alt_left}
             : press && press->key == Key::right ? KeyPress{Key::alt_right}
                                                 : press;
    }
    if (inner.state == Sequence::State::unfinished && waited_ms < escape_ms) return std::nullopt;
    drop(1);
    return KeyPress{Key::escape};
  }
  const Sequence found = sequence_of(bytes);
  if (found.state == Sequence::State::whole) {
    const std::string sequence(bytes.substr(0, found.bytes));
    drop(found.bytes);
    return take_sequence(sequence);
  }
  if (found.state == Sequence::State::broken && found.bytes > 1) {
    drop(found.bytes);
    return std::nullopt;
  }
  if (found.state == Sequence::State::unfinished &&
      waited_ms < (bytes.size() == 1 ? escape_ms : sequence_ms)) {
    return std::nullopt;
  }
  if (bytes.size() == 1) {
    drop(1);
    return KeyPress{Key::escape};
  }
  if (found.state == Sequence::State::unfinished && bytes.size() > 2) {
    drop(bytes.size());
    return std::nullopt;
  }
  return take_alt(bytes.substr(1), waited_ms);
}

std::optional<KeyPress> KeyDecoder::take_sequence(std::string_view sequence) {
  if (sequence == paste_begin) {
    pasting_ = true;
    left_out_ = 0;
    return std::nullopt;
  }
  if (const auto wheel = wheel_of(sequence)) return wheel;
  const auto known = keys_.find(sequence);
  return known == keys_.end() ? std::nullopt : std::optional(KeyPress{known->second});
}

// Alt is sent as an Escape before the key.
std::optional<KeyPress> KeyDecoder::take_alt(std::string_view rest, std::uint64_t waited_ms) {
  const auto known = keys_.find(waiting().substr(0, 2));  // as the oldest terminals send keys
  if (known != keys_.end()) {
    drop(2);
    return KeyPress{known->second};
  }
  const std::size_t bytes = utf8_char_bytes(rest);
  if (bytes == 0 && utf8_ends_short(rest) && waited_ms < sequence_ms) return std::nullopt;
  const KeyPress press{Key::alt, utf8_mended(rest.substr(0, std::max<std::size_t>(bytes, 1)))};
  drop(1 + std::max<std::size_t>(bytes, 1));
  return press;
}

// Takes text of the waiting paste; the part that does not fit is only counted.
void KeyDecoder::keep_pasted(std::size_t bytes) {
  const std::size_t kept = std::min(bytes, paste_bytes_max - pasted_.size());
  pasted_ += waiting().substr(0, kept);
  left_out_ += bytes - kept;
  drop(bytes);
}

KeyPress KeyDecoder::end_paste() {
  pasting_ = false;
  KeyPress press{Key::paste, std::exchange(pasted_, {}), left_out_};
  if (left_out_ > 0) {  // never half a character
    const std::size_t tail = unfinished_tail(press.text);
    press.text.resize(press.text.size() - tail);
    press.left_out += tail;
  }
  return press;
}

// A paste may hold an Escape or a Ctrl-C; one that comes alone was typed.
std::optional<KeyPress> KeyDecoder::take_paste(std::uint64_t waited_ms) {
  const std::string_view bytes = waiting();
  if (const std::size_t end = bytes.find(paste_end); end != std::string_view::npos) {
    keep_pasted(end);
    drop(paste_end.size());
    return end_paste();
  }
  const bool is_typed =
      came_alone_ && bytes.size() == 1 &&
      (bytes.front() == control_c || (bytes.front() == escape && waited_ms >= escape_ms));
  if (is_typed) {
    drop(1);
    return end_paste();
  }
  if (waited_ms >= paste_silence_ms) {
    keep_pasted(bytes.size());
    return end_paste();
  }
  keep_pasted(bytes.size() - begun_end(bytes));
  return std::nullopt;
}

std::optional<std::uint64_t> KeyDecoder::due_ms() const {
  const std::string_view bytes = waiting();
  if (pasting_) return came_ms_ + (came_alone_ && bytes == "\033" ? escape_ms : paste_silence_ms);
  if (bytes.empty() || bytes.front() != escape) {
    return std::nullopt;  // the rest of a character may take any time: nothing depends on it
  }
  const bool may_be_key = bytes.size() == 1 || bytes[1] == escape;
  return came_ms_ + (may_be_key ? escape_ms : sequence_ms);
}

std::optional<std::size_t> KeyDecoder::pasting() const {
  return pasting_ ? std::optional(pasted_.size() + left_out_ + waiting().size()) : std::nullopt;
}

}  // namespace uvchat::cli
