#pragma once

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>

#include "screen/screen.h"
#include "tests/client/chat_conversation.h"

namespace uvchat::cli {

// A user at a screen, in #lobby with bob and in #dev with eve.
class AtTheScreen : public ChatConversation {
 protected:
  void SetUp() override {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC", 1);
    tzset();
    connect();
    join_lobby();
    server(":ana!u@h JOIN #dev");
    server(":s 353 ana = #dev :ana @eve");
    server(":s 366 ana #dev :End");
    sent();
    chat_.show(1);
  }

  void press(Key key, std::string text = "") { screen_.press({key, std::move(text)}, now_); }
  void types(const std::string& text) { press(Key::text, text); }
  void says(const std::string& text) {
    types(text);
    press(Key::enter);
  }
  void turn(Key wheel, std::size_t at_row, std::size_t at_column) {
    KeyPress press{wheel, ""};
    press.row = at_row;
    press.column = at_column;
    screen_.press(press, now_);
  }
  // ana and n10 to n29 are in #lobby.
  void crowd_comes() {
    std::string names;
    for (int i = 10; i < 30; ++i) names += " n" + std::to_string(i);
    server(":s 353 ana = #lobby :ana" + names);
    server(":s 366 ana #lobby :End");
  }
  std::size_t room() const { return chat_.current(); }

  const Screen::Picture& look() {
    picture_ = screen_.draw(rows, columns, now_);
    return picture_;
  }
  std::string row(std::size_t index) { return look().grid.text(index); }
  std::string all() {
    std::string text;
    for (std::size_t i = 0; i < rows; ++i) text += row(i) + "\n";
    return text;
  }
  std::string input() { return row(rows - 1); }
  std::string status() { return row(rows - 2); }

  std::size_t rows = 12;
  std::size_t columns = 80;

  Screen screen_{chat_, Marks{}};

 private:
  Screen::Picture picture_;
};

}  // namespace uvchat::cli
