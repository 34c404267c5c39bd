#pragma once

#include <uv.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace uvchat::cli {

// The lines of a file descriptor, read through the loop: a terminal, a pipe or socket, or a file.
//
// Owned and used by the loop's thread. After close() it must live until the loop has ended.
class Input {
 public:
  class Listener {
   public:
    // Without its line end; not empty.
    virtual void on_input_line(std::string_view line) = 0;
    // The input has ended: end of file, or an error.
    virtual void on_input_end() = 0;

   protected:
    ~Listener() = default;
  };

  // A longer line is split; never inside a character.
  static constexpr std::size_t line_bytes_max = 65536;

  Input(uv_loop_t& loop, uv_file descriptor, Listener& listener);
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // start() also goes on after pause(). Lines that were read before pause() may still come.
  void start();
  void pause();
  void close();

 private:
  union Stream {
    uv_stream_t stream;
    uv_tty_t tty;
    uv_pipe_t pipe;
    uv_tcp_t tcp;
  };

  static void on_alloc(uv_handle_t* handle, std::size_t suggested, uv_buf_t* buffer);
  static void on_stream_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer);
  static void on_file_read(uv_fs_t* request);

  void open();
  void read_file();
  void take_bytes(std::string_view bytes);
  void take_line(std::string_view line);
  void end();

  uv_loop_t& loop_;
  uv_file descriptor_;
  Listener& listener_;
  Stream handle_{};
  uv_fs_t file_request_{};
  std::array<char, 16384> buffer_;
  std::string partial_;
  bool opened_ = false;
  bool is_stream_ = false;
  bool file_reading_ = false;
  bool paused_ = false;
  bool ended_ = false;  // on_input_end was called, or close()
};

}  // namespace uvchat::cli
