#pragma once

#include <cstddef>
#include <map>
#include <span>
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
  // Another text would have another name, so who has it once need not ask again.
  bool is_immutable = false;
};

// A file that the build has put into the program. The bytes live as long as the program.
struct BuiltInFile {
  std::string_view path;  // "/assets/app.js"
  std::string_view plain;
  std::string_view gzip;  // empty: there is none
  std::string_view brotli;
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
  // What lies in /assets/ is taken for immutable: the build names it by its contents.
  static Files of(std::span<const BuiltInFile> built_in);

  // `path` as it stands in a request, for example "/", "/app.js", "/a%20b". Null where there is no
  // such file.
  const File* find(std::string_view path) const;
  bool empty() const { return files_.empty(); }

 private:
  void add(std::string_view path, File file);

  std::map<std::string, File, std::less<>> files_;  // by path
};

// What GET or HEAD of the file gets: the whole, a range, or that it has not changed. `policy` is
// the Content-Security-Policy.
Response respond_with(const File& file, const Request& request,
                      std::string_view policy = "frame-ancestors 'none'");

}  // namespace uvchat::http
