#include "plain/input.h"

#include <utility>

#include "uvchat/base/utf8.h"

namespace uvchat::cli {

Input::Input(uv_loop_t& loop, uv_file descriptor, Listener& listener)
    : loop_(loop), descriptor_(descriptor), listener_(listener) {}

void Input::open() {
  opened_ = true;
  int status = 0;
  switch (uv_guess_handle(descriptor_)) {
    case UV_TTY:
      status = uv_tty_init(&loop_, &handle_.tty, descriptor_, 0);
      is_stream_ = status == 0;
      break;
    case UV_NAMED_PIPE:
      uv_pipe_init(&loop_, &handle_.pipe, 0);
      is_stream_ = true;
      status = uv_pipe_open(&handle_.pipe, descriptor_);
      break;
    case UV_TCP:
      uv_tcp_init(&loop_, &handle_.tcp);
      is_stream_ = true;
      status = uv_tcp_open(&handle_.tcp, descriptor_);
      break;
    case UV_FILE:
      break;
    default:  // closed, or not readable
      status = UV_EBADF;
      break;
  }
  handle_.stream.data = this;
  file_request_.data = this;
  if (status < 0) end();
}

void Input::start() {
  paused_ = false;
  if (!opened_) open();
  if (ended_) return;
  if (!is_stream_) {
    read_file();
  } else if (uv_is_active(reinterpret_cast<uv_handle_t*>(&handle_)) == 0) {
    if (uv_read_start(&handle_.stream, &Input::on_alloc, &Input::on_stream_read) < 0) end();
  }
}

void Input::pause() {
  paused_ = true;
  if (is_stream_ && !ended_) uv_read_stop(&handle_.stream);
}

void Input::close() {
  ended_ = true;
  if (is_stream_ && uv_is_closing(reinterpret_cast<uv_handle_t*>(&handle_)) == 0) {
    uv_close(reinterpret_cast<uv_handle_t*>(&handle_), nullptr);
  }
}

void Input::on_alloc(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  auto& self = *static_cast<Input*>(handle->data);
  *buffer = uv_buf_init(self.buffer_.data(), static_cast<unsigned>(self.buffer_.size()));
}

void Input::on_stream_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  auto& self = *static_cast<Input*>(stream->data);
  if (count > 0) {
    self.take_bytes({buffer->base, static_cast<std::size_t>(count)});
  } else if (count < 0) {
    self.end();
  }
}

void Input::read_file() {
  if (file_reading_) return;
  uv_buf_t buffer = uv_buf_init(buffer_.data(), static_cast<unsigned>(buffer_.size()));
  constexpr std::int64_t where_it_stands = -1;
  if (uv_fs_read(&loop_, &file_request_, descriptor_, &buffer, 1, where_it_stands,
                 &Input::on_file_read) < 0) {
    end();
    return;
  }
  file_reading_ = true;
}

void Input::on_file_read(uv_fs_t* request) {
  auto& self = *static_cast<Input*>(request->data);
  const ssize_t count = request->result;
  uv_fs_req_cleanup(request);
  if (count > 0) self.take_bytes({self.buffer_.data(), static_cast<std::size_t>(count)});
  self.file_reading_ = false;  // only now: the listener may have called start() above
  if (count > 0) {
    if (!self.ended_ && !self.paused_) self.read_file();
  } else {
    self.end();
  }
}

void Input::take_bytes(std::string_view bytes) {
  while (!ended_) {
    const std::size_t length = bytes.find('\n');
    partial_ += bytes.substr(0, length);
    if (length == std::string_view::npos && partial_.size() <= line_bytes_max) return;
    if (length == std::string_view::npos) {
      const std::string rest = partial_.substr(utf8_cut(partial_, line_bytes_max).size());
      partial_.resize(partial_.size() - rest.size());
      take_line(std::exchange(partial_, rest));
      return;
    }
    take_line(std::exchange(partial_, {}));
    bytes.remove_prefix(length + 1);
  }
}

void Input::take_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!line.empty()) listener_.on_input_line(line);
}

void Input::end() {
  if (ended_) return;
  take_line(std::exchange(partial_, {}));  // a last line without an end is a line
  close();
  listener_.on_input_end();
}

}  // namespace uvchat::cli
