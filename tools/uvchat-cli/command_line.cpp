#include "command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <sstream>

#include "chat/texts.h"
#include "plain/exit.h"
#include "uvchat/base/standard_descriptors.h"

namespace uvchat::cli {

tl::unexpected<int> refuse(const std::string& sentence) {
  std::fprintf(stderr, "uvchat-cli: %s\n", sentence.c_str());
  return tl::unexpected<int>(exit_usage);
}

tl::unexpected<int> refuse_words(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> not_known = app.remaining();
  if (!not_known.empty()) {
    return refuse(fill(Text::argument_unknown, {{"argument", not_known.front()}}));
  }
  const std::string what = error.what();  // "--nick: 1 required NICK missing"
  const std::string name = what.substr(0, what.find(':'));
  const CLI::Option* const option = app.get_option_no_throw(name);
  return refuse(fill(option != nullptr && option->count() > 1 ? Text::argument_repeated
                                                              : Text::argument_needs_value,
                     {{"argument", name}}));
}

void set_words(CLI::App& app) {
  app.set_help_flag("-h,--help", text(Text::usage_help));
  app.get_formatter()->label("Usage", text(Text::usage_title));
  app.get_formatter()->label("Positionals", text(Text::usage_positionals));
  app.get_formatter()->label("OPTIONS", text(Text::usage_options));
  app.get_help_ptr()->group(text(Text::usage_options));
  app.option_defaults()->group(text(Text::usage_options));
  app.set_version_flag("--version", "uvchat-cli " UVCHAT_VERSION, text(Text::usage_version));
  app.footer(text(Text::usage_footer));
}

int print_help(const CLI::App& app, const CLI::Success& success) {
  std::ostringstream help;
  app.exit(success, help, help);
  const auto printed = print_output(help.str());
  if (!printed) refuse(printed.error().text);
  return printed ? exit_ok : exit_no_output;
}

}  // namespace uvchat::cli
