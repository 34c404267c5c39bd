#pragma once

namespace uvchat::cli {

// "uvchat-cli get URL [FILE]": fetches one file that was announced, as /get does, without a chat,
// and prints where it lies. Returns the exit code (plain/exit.h).
int run_get(int argc, const char* const* argv);

}  // namespace uvchat::cli
