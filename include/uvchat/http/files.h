#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "uvchat/base/result.h"
#include "uvchat/http/message.h"

namespace uvchat::http {

struct File {
  std::string type;
  std::string etag;  // with its quotes
  Body plain;
  Body gzip;    // null: there is none
  Body brotli;  // likewise
};

// The files of a folder, held in memory by the paths under which they are served: so what is asked
// for is looked up and never opened, and nothing outside the folder can be named. A file NAME may
// have NAME.gz or NAME.br beside it, which are sent to clients that take them.
//
// Not taken: names that begin with a dot, links, and what is no regular file. Immutable once
// loaded.
class Files {
 public:
  static constexpr std::size_t files_max = 4'096;
  static constexpr std::size_t bytes_max = 128 * 1024 * 1024;  // all of them together

  // Waits for a disk. The error says which file or bound is in the way.
  static Result<Files> load(const std::string& folder);

  // `path` as it stands in a request, for example "/", "/app.js", "/a%20b". Null where there is no
  // such file.
  const File* find(std::string_view path) const;
  bool empty() const { return files_.empty(); }

 private:
  std::map<std::string, File, std::less<>> files_;  // by path
};

// What GET or HEAD of the file gets: the whole, a range, or that it has not changed.
Response respond_with(const File& file, const Request& request);

}  // namespace uvchat::http
