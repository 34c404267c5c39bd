#include "server/spam_filter_keys.h"

#include <string>
#include <string_view>

#include "hub/spam_filters.h"
#include "server/config_values.h"

namespace uvchat::server {
namespace {

using namespace json;

// What RE2 takes; its words say what is wrong with it.
struct FilterPattern {
  static Read read(const Place& place, std::string& into) {
    if (place.node.type != Node::Type::string) return refuse_kind(place, takes());
    if (const std::string why = hub::SpamFilters::why_not(place.node.text); !why.empty()) {
      return refuse(place.node.offset, place.path, why);
    }
    into = place.node.text;
    return {};
  }
  static std::string takes() { return "a regular expression of RE2"; }
  static nlohmann::ordered_json print(const std::string& value) { return value; }
};

}  // namespace

Object<hub::SpamFilterSettings> spam_filter_keys() {
  using F = hub::SpamFilterSettings;
  using hub::SpamAction;
  using hub::SpamTarget;
  const Choice<SpamTarget> targets{{{"channel", SpamTarget::channel},
                                    {"user", SpamTarget::user},
                                    {"topic", SpamTarget::topic},
                                    {"leaving", SpamTarget::leaving}}};
  return Object<F>({
      key("pattern", &F::pattern, FilterPattern{},
          "what it looks for, anywhere in a line; `(?i)` in front: in capitals or not")
          .required(),
      key("targets", &F::targets, ListOf<Choice<SpamTarget>>{targets},
          "where: messages in channels, messages to users, topics, reasons of PART and QUIT"),
      key("action", &F::action,
          Choice<SpamAction>{{{"refuse", SpamAction::refuse},
                              {"silence", SpamAction::silence},
                              {"kill", SpamAction::kill},
                              {"report", SpamAction::report}}},
          "`refuse`: nobody gets it, and its sender is told. `silence`: nobody gets it, and its "
          "sender is not told. `kill`: nobody gets it, and its sender's connections end. `report`: "
          "it is said, and operators are told"),
      key("reason", &F::reason, Text{"one line of 1 to 200 bytes", is_password},
          "what its sender is told"),
      key("exempt_logged_in", &F::exempts_accounts, Boolean{},
          "whoever is logged in to an account may say it"),
  });
}

}  // namespace uvchat::server
