#include "loadtest/scenario_file.h"

#include <charconv>

#include "loadtest/histogram.h"
#include "uvchat/base/file.h"
#include "uvchat/base/utf8.h"
#include "uvchat/json/keys.h"

namespace uvchat::loadtest {
namespace {

using json::Place;
using json::Read;
using Json = nlohmann::ordered_json;

constexpr std::size_t file_bytes_max = std::size_t{1} << 20;

struct Duration {
  std::int64_t min_ns = 0;

  Read read(const Place& place, std::int64_t& into) const {
    const auto ns = parse_duration_ns(place.node.text);
    if (place.node.type != json::Node::Type::string || !ns || *ns < min_ns ||
        *ns > Histogram::value_max_ns) {
      return json::refuse_value(place, "a duration like \"10s\", \"200ms\" or \"5m\", from " +
                                           format_duration(min_ns) + " to an hour");
    }
    into = *ns;
    return {};
  }
  Json print(std::int64_t ns) const { return std::to_string(ns) + "ns"; }
};

struct Number {
  double min;
  double max;
  std::string_view expected;

  Read read(const Place& place, double& into) const {
    double number = 0;
    const char* end = place.node.raw.data() + place.node.raw.size();
    const auto parsed = std::from_chars(place.node.raw.data(), end, number);
    if (place.node.type != json::Node::Type::number || parsed.ec != std::errc() ||
        parsed.ptr != end || !(number >= min) || !(number <= max)) {
      return json::refuse_value(place, std::string(expected));
    }
    into = number;
    return {};
  }
  template <typename V>
  Read read(const Place& place, std::optional<V>& into) const {
    return read(place, into.emplace());
  }
  Json print(double number) const { return number; }
  Json print(const std::optional<double>& number) const { return number.value_or(min); }
};

constexpr Number lines_per_s{0.001, 1e7, "lines a second from 0.001 to 10000000"};
constexpr Number share{0, 1, "a share from 0 to 1"};

struct RateOrMax {
  Read read(const Place& place, double& into) const {
    if (place.node.type == json::Node::Type::string && place.node.text == "max") {
      into = 0;
      return {};
    }
    const Number rate{lines_per_s.min, lines_per_s.max,
                      "lines a second from 0.001 to 10000000, or \"max\""};
    return rate.read(place, into);
  }
  Json print(double rate) const { return rate == 0 ? Json("max") : Json(rate); }
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && printable(text) == text;
}

std::vector<std::pair<std::string_view, PhaseKind>> kinds() {
  std::vector<std::pair<std::string_view, PhaseKind>> named;
  for (int i = 0; i <= static_cast<int>(PhaseKind::slow_readers); ++i) {
    const auto kind = static_cast<PhaseKind>(i);
    named.emplace_back(phase_kind_name(kind), kind);
  }
  return named;
}

json::Object<Phase> phase_table() {
  using T = Phase;
  return json::Object<T>({
      json::key("kind", &T::kind, json::Choice<PhaseKind>{kinds()}).required(),
      json::key("name", &T::name,
                json::Text{"a name of at most 64 bytes that can be shown", is_name})
          .only_if([](const T& p) { return !p.name.empty(); }, ""),
      json::key("duration", &T::duration_ns, Duration{1'000'000}),
      json::key("rate", &T::rate_per_s, RateOrMax{})
          .only_if(
              [](const T& p) {
                return p.kind != PhaseKind::burst &&
                       (p.kind != PhaseKind::ramp || p.rate_per_s > 0);
              },
              "a burst has burst_lines and every, and a ramp cannot begin at \"max\""),
      json::key("rate_end", &T::rate_end_per_s, lines_per_s)
          .only_if([](const T& p) { return p.kind == PhaseKind::ramp; }, "is for a ramp"),
      json::key("burst_lines", &T::burst_lines, json::Whole<1, 1'000'000>{})
          .only_if([](const T& p) { return p.kind == PhaseKind::burst; }, "is for a burst"),
      json::key("every", &T::every_ns, Duration{1'000'000})
          .only_if([](const T& p) { return p.kind == PhaseKind::burst; }, "is for a burst"),
      json::key("window", &T::window, json::Whole<1, 10'000>{})
          .only_if([](const T& p) { return p.saturates(); }, "is for the rate \"max\""),
      json::key("think", &T::think_ns, Duration{})
          .only_if([](const T& p) { return p.saturates(); }, "is for the rate \"max\""),
      json::key("client_share", &T::client_share, share)
          .only_if([](const T& p) { return p.is_storm(); }, "is for storms and slow_readers"),
      json::key("private_share", &T::private_share, share),
      json::key("logins", &T::logins_per_s, Number{0, 100'000, "logins a second from 0 to 100000"}),
      json::key("wrong_share", &T::wrong_share, share)
          .only_if([](const T& p) { return p.logins_per_s > 0; }, "is for logins"),
      json::key("pages", &T::pages_per_s, Number{0, 100'000, "pages a second from 0 to 100000"}),
      json::key("uploads", &T::uploads, json::Whole<0, uploads_max>{}),
      json::key("upload_bytes", &T::upload_bytes, json::Whole<1, upload_bytes_max>{})
          .only_if([](const T& p) { return p.uploads > 0; }, "is for uploads"),
  });
}

const json::Object<Scenario>& scenario_table() {
  using T = Scenario;
  static const json::Object<T> table({
      json::key("protocol", &T::protocol,
                json::Choice<Protocol>{{{"irc", Protocol::irc},
                                        {"caesar", Protocol::classroom},
                                        {"redis", Protocol::redis},
                                        {"nats", Protocol::nats},
                                        {"websocket", Protocol::websocket}}}),
      json::key("cipher", &T::cipher,
                json::Choice<Cipher>{
                    {{"none", Cipher::none}, {"caesar", Cipher::caesar}, {"aes1", Cipher::aes1}}}),
      json::key("clients", &T::clients, json::Whole<1, 0xffff>{}),
      json::key("rooms", &T::rooms, json::Whole<1, 0xffff>{}),
      json::key("zipf_exponent", &T::zipf_exponent, Number{0, 10, "an exponent from 0 to 10"})
          .only_if([](const T& s) { return s.zipf_exponent.has_value(); }, ""),
      json::key("senders", &T::senders, json::Whole<1, 0xffff>{}),
      json::key("payload_bytes", &T::payload_bytes, json::Whole<1, 0xffff>{}),
      json::key("accounts", &T::accounts, json::Whole<0, 0xffff>{}),
      json::key("account_password", &T::account_password, json::Text{"a password", is_name})
          .only_if([](const T& s) { return !s.account_password.empty(); }, ""),
      json::key("resume", &T::resume, json::Boolean{}),
      json::key("from", &T::login_sources, json::ListOf<json::Text>{{"an address", is_name}, 256}),
      json::key("connect_batch", &T::connect_batch, json::Whole<1, 0xffff>{}),
      json::key("join_batch", &T::join_batch, json::Whole<1, 0xffff>{}),
      json::key("timeout", &T::setup_timeout_ns, Duration{1'000'000}),
      json::key("rest", &T::rest_ns, Duration{}),
      json::key("verify_history", &T::verify_history, json::Boolean{}),
      json::key("phases", &T::phases, json::ListOf<json::Object<Phase>>{phase_table(), 100})
          .required(),
  });
  return table;
}

json::Fault fault_of(const Impossible& impossible, const json::Node& root) {
  const json::Node* object = &root;
  std::string path;
  if (impossible.phase) {
    object = &root.find("phases")->children[*impossible.phase];
    path = json::path_of_item("phases", *impossible.phase);
  }
  const json::Node* given = object->find(impossible.key);
  return {given != nullptr ? given->offset : object->offset,
          json::path_of_key(path, impossible.key) + ": " + impossible.text};
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, const std::string& file_name) {
  const auto refused = [&](const json::Fault& fault) {
    return fail(file_name + ":" + json::position_of(text, fault.offset) + ": " + fault.text);
  };
  const auto root = json::parse_tree(text);
  if (!root) return refused(root.error());
  Scenario scenario;
  if (const Read done = scenario_table().read({*root, ""}, scenario); !done) {
    return refused(done.error());
  }
  if (const auto possible = check(scenario); !possible) {
    return refused(fault_of(possible.error(), *root));
  }
  return scenario;
}

Result<Scenario> load_scenario(const std::string& path) {
  const auto text = file_contents(path, file_bytes_max, Links::followed);
  if (!text) return fail(path + ": cannot be read: " + text.error().text);
  return parse_scenario(*text, path);
}

std::string print_scenario(const Scenario& scenario) {
  return scenario_table().print(scenario).dump(2) + "\n";
}

}  // namespace uvchat::loadtest
