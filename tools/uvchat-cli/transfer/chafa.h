#pragma once

#include <string>

#include "chat/transfer_orders.h"
#include "transfer/arriving_file.h"
#include "transfer/http.h"
#include "uvchat/base/result.h"

namespace uvchat::cli {

inline constexpr std::uint64_t drawn_bytes_max = std::uint64_t{32} << 20;
inline constexpr std::uint64_t drawn_pixels_max = 40'000'000;

// The path of the program chafa; an error, which is a part of a sentence, where it is missing.
Result<std::string> find_chafa();

// The picture in the file, drawn by chafa with characters, as bytes for a terminal. Nobody believes
// the picture: only a JPEG, PNG, WebP or GIF within the bounds above is given to chafa, which runs
// without the network, without files to write, and for a bounded time with bounded memory. Nor is
// chafa's answer believed: Drawing reads it. The error is a part of a sentence.
Result<std::string> draw_by_chafa(const std::string& chafa, const ArrivingFile& picture,
                                  const Canvas& canvas, const TransferWatch& watch);

}  // namespace uvchat::cli
