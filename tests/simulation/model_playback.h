#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/simulation/model.h"

namespace uvchat::simulation {

// What "*playback" gives to those who know ZNC's way to read what was said.
struct Model::Playback {
  Model& model;

  void play(std::string_view text) const;
  // The store has answered, or not in time.
  void go_on(const std::shared_ptr<Wish>& wish, bool is_answered) const;

 private:
  void say(const std::string& text) const;
  void add(Wish& wish, const Source& source) const;
  void add_named(Wish& wish, const std::string& name) const;
  void add_all(Wish& wish) const;
  void add_talks(Wish& wish) const;
  void ask_for_next(const std::shared_ptr<Wish>& wish) const;
};

}  // namespace uvchat::simulation
