#include "screen/composer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "chat/settings.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

struct Binding {
  Key key;
  std::string_view text;  // of Key::control and Key::alt
  void (InputLine::*edit)();
};

constexpr Binding bindings[] = {
    {Key::left, "", &InputLine::left},
    {Key::right, "", &InputLine::right},
    {Key::word_left, "", &InputLine::word_left},
    {Key::word_right, "", &InputLine::word_right},
    {Key::home, "", &InputLine::home},
    {Key::end, "", &InputLine::end},
    {Key::up, "", &InputLine::older},
    {Key::down, "", &InputLine::newer},
    {Key::backspace, "", &InputLine::erase_left},
    {Key::erase, "", &InputLine::erase_right},
    {Key::control, "a", &InputLine::home},
    {Key::control, "e", &InputLine::end},
    {Key::control, "b", &InputLine::left},
    {Key::control, "f", &InputLine::right},
    {Key::control, "d", &InputLine::erase_right},
    {Key::control, "h", &InputLine::erase_left},
    {Key::control, "w", &InputLine::cut_word_left},
    {Key::control, "u", &InputLine::cut_all_left},
    {Key::control, "k", &InputLine::cut_all_right},
    {Key::control, "y", &InputLine::yank},
    {Key::alt, "b", &InputLine::word_left},
    {Key::alt, "f", &InputLine::word_right},
    {Key::alt, "d", &InputLine::cut_word_right},
};

// Nobody means the line end after the last line.
std::string_view without_last_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of("\r\n") + 1);
}

std::size_t lines_of(std::string_view text) {
  std::size_t ends = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    ends += text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n") ? 1 : 0;
  }
  return ends + 1;
}

}  // namespace

void Composer::follow() {
  if (room().id != room_id_) {
    room_id_ = room().id;
    lines_.try_emplace(room_id_, killed_);
    search_.reset();
    asking_.reset();
    left_out_ = 0;
    show_notice();
  }
  if (lines_.size() > chat_.rooms().size()) {  // a new room with an old name is another room
    std::erase_if(lines_, [this](const auto& each) {
      return std::none_of(chat_.rooms().begin(), chat_.rooms().end(),
                          [&](const auto& open) { return open->id == each.first; });
    });
  }
}

bool Composer::press(const KeyPress& press) {
  left_out_ = 0;
  const bool is_done = (asking_ && answer(press)) || (search_ && press_search(press));
  const bool is_ours = is_done || edit(press);
  show_notice();
  return is_ours;
}

// Escape leaves the pasted text as a normal line. Any other key does so too, and then acts.
bool Composer::answer(const KeyPress& press) {
  const LongPaste asked = *std::exchange(asking_, std::nullopt);
  if (is_with_control(press, "c")) {
    line().put(asked.text_before, asked.cursor_before);
    return true;
  }
  return press.key == Key::escape;
}

bool Composer::press_search(const KeyPress& press) {
  if (press.key == Key::text) {
    search_->insert(press.text);
  } else if (press.key == Key::backspace || is_with_control(press, "h")) {
    search_->erase_left();
  } else if (is_with_control(press, "r") || press.key == Key::up) {
    search_->older();
  } else if (press.key == Key::escape || is_with_control(press, "g") ||
             is_with_control(press, "c")) {
    search_.reset();
  } else {  // the key acts on the line that was found
    if (const std::string* const found = search_->found()) {
      line().put(std::string(*found), found->size());
    }
    search_.reset();
    return press.key == Key::enter;
  }
  return true;
}

bool Composer::edit(const KeyPress& press) {
  if (press.key == Key::text) {
    left_out_ = line().insert(press.text);
    return true;
  }
  if (press.key == Key::paste) {
    paste(press);
    return true;
  }
  if (press.key == Key::tab || press.key == Key::back_tab) {
    const auto complete = [this](std::string_view text, std::size_t cursor) {
      return chat_.complete(text, cursor);
    };
    line().complete(complete, press.key == Key::back_tab);
    return true;
  }
  if (is_with_control(press, "r")) {
    search_.emplace(line().history());
    return true;
  }
  const auto* const binding =
      std::find_if(std::begin(bindings), std::end(bindings), [&](const Binding& candidate) {
        return candidate.key == press.key && candidate.text == press.text;
      });
  if (binding == std::end(bindings)) return false;
  (line().*binding->edit)();
  return true;
}

void Composer::paste(const KeyPress& press) {
  const std::string_view text = without_last_end(press.text);
  const LongPaste before{lines_of(text), line().text(), line().cursor()};
  left_out_ = press.left_out + line().insert(text);
  const std::size_t most = chat_.settings().paste_lines_ask;
  if (most > 0 && before.lines > most) asking_ = before;
}

Composer::Taken Composer::take() {
  asking_.reset();
  left_out_ = 0;
  show_notice();
  const bool remember = chat_.may_be_remembered(line().text());
  return {line().take(remember), remember};
}

std::string Composer::prompt() const {
  if (search_) return fill(Text::screen_search, {{"text", search_->wanted()}});
  if (asking_) {
    return fill(Text::screen_paste_asks,
                {{"lines", std::to_string(asking_->lines)}, {"room", room().name}});
  }
  return "[" + room().name + "] ";
}

void Composer::show_notice() {
  notice_ = left_out_ > 0 ? fill(Text::screen_line_full, {{"bytes", std::to_string(left_out_)}})
            : asking_     ? text(Text::screen_paste_keys)
            : search_     ? text(Text::screen_search_keys)
                          : "";
}

InputLine::View Composer::view(std::size_t columns) const {
  if (!search_) return line().view(columns, chat_.passwords_in(line().text()));
  std::string none;
  InputLine shown(none);
  const std::string* const found = search_->found();
  shown.put(found != nullptr            ? *found
            : search_->wanted().empty() ? ""
                                        : text(Text::screen_search_nothing),
            0);
  return shown.view(columns);
}

}  // namespace uvchat::cli
