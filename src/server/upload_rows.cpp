// The rows of files that people upload.

#include <cstdint>

#include "server/config_rows.h"
#include "server/config_values.h"

namespace uvchat::server {
namespace {

constexpr std::int64_t tebibyte = std::int64_t{1} << 40;

}  // namespace

std::vector<Row> upload_rows() {
  using U = UploadSettings;
  constexpr auto uploads = [](auto member) { return value_at(&Config::uploads, member); };
  return {
      row("uploads.enabled", uploads(&U::enabled), Boolean{}, restart,
          "people upload files at `/upload` of the `http` listeners, and others fetch them at "
          "`/files/` ([Files that people upload](operators.md#files-that-people-upload))"),
      row("uploads.path", uploads(&U::path), Text{"the path of a folder, or nothing", is_path},
          restart,
          "where the files lie. A relative path counts from the folder of the configuration file; "
          "nothing means `uploads` in the state directory"),
      row("uploads.file_bytes_max", uploads(&U::file_bytes_max), Whole<1, tebibyte>{}, live,
          "bytes of one file"),
      row("uploads.account_bytes_max", uploads(&U::account_bytes_max), Whole<1, 1024 * tebibyte>{},
          live, "bytes of all files of an account, and of all guests together"),
      row("uploads.bytes_max", uploads(&U::bytes_max), Whole<1, 1024 * tebibyte>{}, live,
          "bytes of all files together; what is uploaded twice counts twice. Beyond it nothing "
          "more is taken"),
      row("uploads.guests", uploads(&U::guests), Boolean{}, live,
          "people who are not logged in may upload, too"),
      row("uploads.keep_days", uploads(&U::keep_days), Whole<0, 36'500>{}, live,
          "so many days after its upload a file goes. 0: it stays until somebody deletes it. A "
          "change counts for files that are uploaded from then on"),
  };
}

}  // namespace uvchat::server
