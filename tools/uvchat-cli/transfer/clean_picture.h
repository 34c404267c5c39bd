#pragma once

#include <cstdint>
#include <optional>

#include "transfer/http.h"
#include "transfer/open_file.h"
#include "uvchat/base/result.h"
#include "uvchat/picture/format.h"

namespace uvchat::cli {

struct PlainFile {
  OpenFile file;
  std::uint64_t bytes = 0;
};

// The picture that the file begins as; nothing where it is none.
Result<std::optional<picture::Format>> picture_in(const PlainFile& file);

// A copy that has no name: without the metadata of the picture, and upright. REQUIRES:
// MetadataWalker knows the format. The error is a part of a sentence.
Result<PlainFile> clean_picture(const PlainFile& file, picture::Format format,
                                const TransferWatch& watch);

}  // namespace uvchat::cli
