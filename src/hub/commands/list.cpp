// LIST, with the conditions that ISUPPORT's ELIST names.

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "hub/access.h"
#include "hub/commands/handlers.h"
#include "uvchat/base/limits.h"
#include "uvchat/irc/mask.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

// "<5" and ">2" together: what lies between, both ends left out.
struct Range {
  std::int64_t over = -1;
  std::int64_t under = std::numeric_limits<std::int64_t>::max();

  bool holds(std::int64_t value) const { return value > over && value < under; }
  bool is_set() const { return over >= 0 || under != std::numeric_limits<std::int64_t>::max(); }
};

// What the channels of an answer have in common.
class ListFilter {
 public:
  ListFilter(const irc::Names& names, std::int64_t asked_ms) : names_(names), asked_ms_(asked_ms) {}

  // One item of the command: a channel, a mask, or a condition.
  void add(std::string_view item) {
    if (item.starts_with('!')) {
      not_masks_.push_back(irc::fold_of_mask(names_, item.substr(1)));
    } else if (item.starts_with('<') || item.starts_with('>')) {
      narrow(members_, item, 1);
    } else if (is_age(item, 'C')) {
      narrow(made_ago_ms_, item.substr(1), ms_per_minute);
    } else if (is_age(item, 'T')) {
      narrow(topic_ago_ms_, item.substr(1), ms_per_minute);
    } else {
      masks_.push_back(irc::fold_of_mask(names_, item));
    }
  }

  bool takes(Work& work, const Channel& channel) const {
    work.add(1);
    if (!members_.holds(static_cast<std::int64_t>(channel.size()))) return false;
    if (made_ago_ms_.is_set() && !made_ago_ms_.holds(age_ms(channel.created_ms))) return false;
    if (topic_ago_ms_.is_set() &&
        (channel.topic.empty() || !topic_ago_ms_.holds(age_ms(channel.topic_time_ms)))) {
      return false;
    }
    return (masks_.empty() || any_matches(work, masks_, channel)) &&
           !any_matches(work, not_masks_, channel);
  }

 private:
  static constexpr std::int64_t ms_per_minute = 60'000;
  static constexpr std::int64_t value_max = 1'000'000'000;

  // Nothing is older than new, though the clock was set back since.
  std::int64_t age_ms(std::int64_t then_ms) const {
    return std::max<std::int64_t>(asked_ms_ - then_ms, 0);
  }
  static bool is_age(std::string_view item, char letter) {
    return item.size() > 2 && (item[0] == letter || item[0] == letter - 'A' + 'a') &&
           (item[1] == '<' || item[1] == '>');
  }
  static bool any_matches(Work& work, const std::vector<std::string>& masks,
                          const Channel& channel) {
    return std::any_of(masks.begin(), masks.end(), [&](const std::string& mask) {
      return glob_matches(work, mask, channel.folded);
    });
  }
  // A number that is none narrows nothing.
  static void narrow(Range& range, std::string_view condition, std::int64_t unit) {
    const std::string_view digits = condition.substr(1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return;
    if (value < 0 || value > value_max) return;
    if (condition[0] == '>') {
      range.over = std::max(range.over, value * unit);
    } else {
      range.under = std::min(range.under, value * unit);
    }
  }

  const irc::Names& names_;
  std::int64_t asked_ms_;
  Range members_, made_ago_ms_, topic_ago_ms_;
  std::vector<std::string> masks_, not_masks_;
};

void end_of_list(Call& call) {
  call.reply.numeric(Numeric::rpl_listend, {}, "End of the list of channels");
}

void say_channel(Call& call, const Channel& channel) {
  call.reply.numeric(Numeric::rpl_list, {channel.name, std::to_string(channel.size())},
                     channel.topic);
}

// A channel that is made meanwhile may be passed over; no other is.
void list_by_filter(Call& call, ListFilter filter) {
  answer_in_pages(call, [filter = std::move(filter), slot = std::size_t{0}](Call& page) mutable {
    const Directory& directory = page.state.directory;
    std::size_t said = 0;
    for (; slot < directory.channel_slots() && !page_is_full(page) &&
           said < page.state.settings.page_entries_max;
         ++slot) {
      page.state.work.add(1);
      const Channel* channel = directory.channel_at(slot);
      if (channel == nullptr || !knows(page.user(), *channel)) continue;
      if (!filter.takes(page.state.work, *channel)) continue;
      say_channel(page, *channel);
      ++said;
    }
    if (slot < directory.channel_slots()) return Progress::more;
    end_of_list(page);
    return Progress::done;
  });
}

bool is_name(std::string_view item) {
  return irc::looks_like_channel(item) && item.find_first_of("*?") == item.npos;
}

}  // namespace

void handle_list(Call& call) {
  std::vector<std::string_view> items;
  for (std::size_t i = 0; i < 2; ++i) {
    std::string_view rest = call.param(i);
    std::string_view item;
    while (irc::next_in_list(rest, item)) {
      if (items.size() == limits::channels_per_command_max) {
        call.reply.numeric(Numeric::err_toomanytargets, {item}, "Too many items in one command");
        break;
      }
      items.push_back(item);
    }
  }
  call.reply.numeric(Numeric::rpl_liststart, {"Channel"}, "Users  Topic");
  if (items.empty() || !std::all_of(items.begin(), items.end(), is_name)) {
    ListFilter filter(call.state.names, call.now.wall_ms());
    for (const std::string_view item : items) filter.add(item);
    return list_by_filter(call, std::move(filter));
  }
  for (const std::string_view name : items) {
    const Channel* channel = call.state.directory.find_channel(name);
    if (channel != nullptr && knows(call.user(), *channel)) say_channel(call, *channel);
  }
  end_of_list(call);
}

}  // namespace uvchat::hub
