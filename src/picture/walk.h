#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uvchat::picture {

// A picture as a row of parts, each with a head that says how long it is. Heads are looked at
// whole; of what follows them each byte stays, goes or becomes zero, as it comes. The formats
// derive from it.
class PictureWalk {
 public:
  virtual ~PictureWalk() = default;
  PictureWalk() = default;
  PictureWalk(const PictureWalk&) = delete;
  PictureWalk& operator=(const PictureWalk&) = delete;

  // As MetadataWalker::feed().
  bool feed(std::string_view in, std::string& out);
  bool is_whole() const;

 protected:
  // How many bytes of `in`, which is not empty, were dealt with. Nothing: it wants to see more of
  // them at once. None of them: keep(), drop() or blank() was called, or it goes on in another way.
  virtual std::optional<std::size_t> take(std::string_view in, std::string& out) = 0;

  // Between two parts: nothing has to come any more.
  virtual bool is_complete() const { return false; }
  // Anywhere.
  virtual bool may_break_off() const { return false; }

  // The next bytes stay, go, or are zeros; take() is asked of what follows.
  std::optional<std::size_t> keep(std::uint64_t bytes) { return run(bytes, Fate::stays); }
  std::optional<std::size_t> drop(std::uint64_t bytes) { return run(bytes, Fate::goes); }
  std::optional<std::size_t> blank(std::uint64_t bytes) { return run(bytes, Fate::zeros); }
  // All the rest goes.
  std::optional<std::size_t> end();
  // It is no such picture.
  std::optional<std::size_t> refuse();

 private:
  enum class State : std::uint8_t { walking, ended, damaged };

  enum class Fate : std::uint8_t { stays, goes, zeros };

  std::optional<std::size_t> run(std::uint64_t bytes, Fate fate);
  std::size_t take_run(std::string_view in, std::string& out);
  std::string_view walk(std::string_view in, std::string& out);

  State state_ = State::walking;
  std::string unread_;  // the beginning of a head
  std::uint64_t run_bytes_ = 0;
  Fate run_fate_ = Fate::stays;
};

// Whether so many bytes are a profile of colours (ISO 15076-1), by the first of them: those of
// cameras and screens have 500 bytes to 2 MiB.
inline constexpr std::size_t profile_head_bytes = 40;
bool is_profile(std::string_view head, std::uint64_t bytes);

// Big-endian, and little-endian. REQUIRES: the bytes are there.
std::uint32_t big_number(std::string_view bytes, std::size_t at, std::size_t count);
std::uint32_t little_number(std::string_view bytes, std::size_t at, std::size_t count);

}  // namespace uvchat::picture
