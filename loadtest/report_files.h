#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "uvchat/base/result.h"

namespace uvchat::loadtest {

// A place where a report will stand: a path, or "-" for standard output. That it can be written is
// found out before a run, which may take an hour; what stands there stays whole until the report is
// complete.
class ReportFile {
 public:
  // The error is one line that names the path.
  static Result<std::unique_ptr<ReportFile>> prepare(const std::string& path);
  // Leaves no trace where nothing was written.
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  // Once.
  Result<void> write(std::string_view text);

  bool is_standard_output() const { return path_ == "-"; }
  // There is a report of an earlier run, which write() replaces.
  bool is_there() const { return is_there_; }
  const std::string& path() const { return path_; }
  // `path` is another name of it, or the same.
  bool is_at(const std::string& path) const;

 private:
  explicit ReportFile(std::string path) : path_(std::move(path)) {}
  Result<void> prepare_file();
  Result<void> write_in_place(std::string_view text) const;
  tl::unexpected<Error> refused(const char* why) const;

  std::string path_;   // as it was given
  std::string place_;  // without links
  std::string draft_;  // the new file beside it, until it takes its place; empty: there is none
  int draft_fd_ = -1;
  bool is_there_ = false;
};

}  // namespace uvchat::loadtest
