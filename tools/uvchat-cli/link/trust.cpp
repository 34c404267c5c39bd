#include "link/trust.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "chat/file.h"
#include "chat/kept_file.h"
#include "chat/server_key.h"
#include "chat/texts.h"

namespace uvchat::cli {
namespace {

using Pin = std::optional<tls::Fingerprint>;

Result<nlohmann::json> parse_pins(std::string_view file) {
  auto root = parse_kept_file(file);
  if (!root) return fail(fill(Text::pins_file_broken, {{"why", root.error().text}}));
  if (root->is_object()) merge_spellings(*root);
  return root;
}

Result<Pin> pin_in(const std::string& path, const std::string& server) {
  if (path.empty()) return Pin();
  return read_secret_file(path).and_then(
      [&](const std::string& file) { return kept_pin(file, server); });
}

// Remembers what `server` shows for the first time; or whatever it shows, where it `replaces`.
Result<void> keep_pin(const std::string& path, const std::string& server,
                      const tls::Fingerprint& shown, bool replaces) {
  if (path.empty()) return fail(text(Text::pins_nowhere));
  return change_secret_file(path, [&](const std::string& file) {
    return kept_pin(file, server).and_then([&](const Pin& kept) -> Result<std::string> {
      if (kept && *kept != shown && !replaces) {
        return fail(fill(Text::pin_changed, {{"pin", tls::fingerprint_text(*kept)}}));
      }
      return kept == shown ? Result<std::string>(file) : with_pin(file, server, shown);
    });
  });
}

Result<void> believe_pin(const tls::Fingerprint& pin, const tls::Fingerprint& shown) {
  if (pin == shown) return {};
  return fail(fill(Text::pin_differs, {{"pin", tls::fingerprint_text(pin)}}));
}

}  // namespace

Result<Pin> kept_pin(std::string_view file, const std::string& server) {
  const auto root = parse_pins(file);
  if (!root) return tl::unexpected(root.error());
  const auto there = root->find(server);
  if (there == root->end()) return Pin();
  const auto pin = there->is_string() ? tls::parse_fingerprint(there->get<std::string>()) : Pin();
  if (pin) return pin;
  return fail(
      fill(Text::pins_file_broken, {{"why", fill(Text::kept_part_wrong, {{"part", server}})}}));
}

Result<std::string> with_pin(std::string_view file, const std::string& server,
                             const tls::Fingerprint& pin) {
  auto root = parse_pins(file);
  if (!root) return tl::unexpected(root.error());
  (*root)[server] = tls::fingerprint_text(pin);
  return root->dump(2) + "\n";
}

Result<client::TlsSettings> tls_settings(const Trust& trust, const client::Target& server) {
  const std::string key = server_key(server);
  client::TlsSettings settings;
  settings.peer = server.host;
  if (settings.peer.ends_with('.')) settings.peer.pop_back();  // no certificate has it
  const auto kept = pin_in(trust.pins_file, key);
  if (!kept) return tl::unexpected(kept.error());
  const bool looks = trust.pin || trust.pins_first || (*kept && trust.authorities_file.empty());
  auto context = tls::Context::for_client(
      {.authorities = trust.authorities_file, .trusts_anybody = looks, .own = trust.own});
  if (!context) return fail(fill(Text::tls_file_wrong, {{"why", context.error().text}}));
  settings.context = *std::move(context);
  if (!looks) return settings;
  settings.believes = [trust, key, pin = *kept](const tls::Fingerprint& shown) -> Result<void> {
    if (trust.pin) {
      const auto believed = believe_pin(*trust.pin, shown);
      if (!believed || !trust.pins_first) return believed;
    }
    if (trust.pins_first && pin == shown) return {};
    if (trust.pins_first) return keep_pin(trust.pins_file, key, shown, trust.pin.has_value());
    if (pin == shown) return {};
    return fail(fill(Text::pin_changed, {{"pin", tls::fingerprint_text(*pin)}}));
  };
  return settings;
}

}  // namespace uvchat::cli
