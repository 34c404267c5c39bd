#include "get_file.h"

#include <poll.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/announced_files.h"
#include "chat/file_url.h"
#include "chat/texts.h"
#include "command_line.h"
#include "plain/exit.h"
#include "transfer/curl_http.h"
#include "transfer/download.h"
#include "uvchat/base/standard_descriptors.h"
#include "uvchat/cipher/file_link.h"
#include "uvchat/tls/fingerprint.h"

namespace uvchat::cli {
namespace {

volatile std::sig_atomic_t is_interrupted = 0;

struct GetWords {
  std::string url;
  std::string file;
  std::string tls_ca;
  std::string pin;
};

// An exit code if the program is done.
std::optional<int> read_words(GetWords& given, int argc, const char* const* argv) {
  std::vector<const char*> words(argv, argv + argc);
  words.erase(words.begin() + 1);
  CLI::App app(text(Text::usage_get_about), "uvchat-cli get");
  set_words(app);
  app.add_option("URL", given.url, text(Text::usage_get_url))->type_name("")->required();
  app.add_option(text(Text::usage_file_word), given.file, text(Text::usage_get_file))
      ->type_name("");
  app.add_option("--tls-ca", given.tls_ca, text(Text::usage_get_tls_ca))
      ->type_name(text(Text::usage_file_word));
  app.add_option("--pin", given.pin, text(Text::usage_get_pin))
      ->type_name(text(Text::usage_pin_word));
  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::Success& success) {
    return print_help(app, success);
  } catch (const CLI::ParseError& error) {
    return refuse_words(app, error).value();
  }
  return std::nullopt;
}

Result<DownloadOrder> order_of(const GetWords& given) {
  auto link = cipher::parse_file_link(given.url);
  const auto url = link ? parse_file_url(link->url) : std::nullopt;
  if (!url || !(url->has_tls || is_this_machine(url->host))) return fail(why_no_file(given.url));
  if (!given.pin.empty() && !tls::parse_fingerprint(given.pin)) {
    return fail(fill(Text::pin_wrong, {{"pin", given.pin}}));
  }
  DownloadOrder order;
  order.url = link->url;
  order.trust = {!given.tls_ca.empty() || !given.pin.empty(), given.pin};
  order.name = link->name;
  order.place = given.file.empty() ? "./" : given.file;
  if (link->key) order.link = std::make_shared<cipher::FileLink>(*std::move(link));
  return order;
}

}  // namespace

int run_get(int argc, const char* const* argv) {
  GetWords given;
  if (const auto code = read_words(given, argc, argv)) return *code;
  const auto order = order_of(given);
  if (!order) return refuse(order.error().text).value();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    std::signal(number, [](int) { is_interrupted = 1; });
  }
  TransferWatch watch;
  watch.is_stopped = [] { return is_interrupted != 0; };
  watch.now_ms = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  };
  watch.moved = [](std::uint64_t, std::uint64_t) {};
  watch.broken = [](const std::string& why) {
    std::fprintf(stderr, "uvchat-cli: %s\n", why.c_str());
  };
  watch.rest = [](std::uint64_t ms) { ::poll(nullptr, 0, static_cast<int>(ms)); };
  begin_curl();
  const auto http = curl_http(order->trust, given.tls_ca, watch.is_stopped);
  const auto got = download(*http, *order, watch);
  if (!got) {
    std::fprintf(
        stderr, "uvchat-cli: %s\n",
        fill(Text::file_not_got, {{"file", order->url}, {"why", got.error().text}}).c_str());
    return exit_refused;
  }
  return print_output(got->path + "\n") ? exit_ok : exit_no_output;
}

}  // namespace uvchat::cli
