#pragma once

#include <string>
#include <tl/expected.hpp>

// What all command lines of the program have in common.

namespace CLI {
class App;
class ParseError;
class Success;
}  // namespace CLI

namespace uvchat::cli {

// Reports a mistake; the exit code.
tl::unexpected<int> refuse(const std::string& sentence);
// The library's own sentences are English only.
tl::unexpected<int> refuse_words(const CLI::App& app, const CLI::ParseError& error);
// What the library says in --help.
void set_words(CLI::App& app);
// --help or --version; the exit code.
int print_help(const CLI::App& app, const CLI::Success& success);

}  // namespace uvchat::cli
