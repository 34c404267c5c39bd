#pragma once

#include <uv.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "loadtest/report.h"
#include "loadtest/scenario.h"

namespace uvchat::loadtest {

// Uploads besides the lines, as many under way at once as the phase says. Each is one request of
// tus with the whole file in it, in the name of an account; the file is taken away again when it
// is there, so that the server's disk does not fill up.
//
// Owned and used by the loop's thread. After close() the loop runs out of handles by itself.
class Uploads {
 public:
  // What is given as a reference outlives it.
  Uploads(uv_loop_t& loop, std::span<char> read_buffer, const Scenario& scenario);
  ~Uploads();
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  // From now on as the phase says. `file_host`: the server's FILEHOST; empty: it takes no files.
  void start(const Phase& phase, const std::string& file_host);
  // Those under way are given up, and not counted.
  void stop();
  void close();

  UploadsReport report() const;

 private:
  class Uploader;

  // Where the server takes files.
  struct FileHost {
    std::string host;  // a name or an address, without brackets
    std::string authority;
    std::string path;
    std::uint16_t port = 0;
    bool has_tls = false;
  };
  static Result<FileHost> file_host_of(const std::string& url);

  static void on_tick(uv_timer_t* timer);
  void tick();
  void finished(std::int64_t began_ns);
  void refused(const std::string& why);

  uv_loop_t& loop_;
  std::span<char> read_buffer_;
  const Scenario& scenario_;
  uv_timer_t timer_{};
  FileHost file_host_;
  std::uint64_t file_bytes_ = 0;
  std::vector<std::unique_ptr<Uploader>> uploaders_;  // of this phase and those before
  std::int64_t started_ns_ = 0;
  std::int64_t measured_ns_ = 0;  // of the phases that are over
  UploadsReport report_;
};

}  // namespace uvchat::loadtest
