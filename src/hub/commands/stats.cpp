// STATS: what the server counts.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "hub/cloak.h"
#include "hub/command.h"
#include "hub/commands/answers.h"
#include "hub/commands/bans.h"
#include "hub/commands/handlers.h"
#include "hub/iso_time.h"
#include "hub/line.h"
#include "uvchat/base/limits.h"

namespace uvchat::hub {
namespace {

using irc::Numeric;

void uptime(Call& call) {
  const std::int64_t s =
      std::max<std::int64_t>(call.now.wall_ms() - call.state.started_wall_ms, 0) / 1000;
  const auto two = [](std::int64_t n) { return (n < 10 ? ":0" : ":") + std::to_string(n); };
  call.reply.numeric(Numeric::rpl_statsuptime, {},
                     "Server Up " + std::to_string(s / 86'400) + " days " +
                         std::to_string(s / 3600 % 24) + two(s / 60 % 60) + two(s % 60));
}

void operators(Call& call) {
  for (const OperatorSettings& o : call.state.settings.operators) {
    call.reply.numeric(Numeric::rpl_statsoline, {"O", "*@*", "*", o.name});
  }
}

void say_end(Call& call, char letter) {
  call.reply.numeric(Numeric::rpl_endofstats, {printable(letter)},
                     "End of STATS (u uptime; operators: a deeds, m commands, o operators, k "
                     "K-lines, d D-lines, s store, t turns and queues)");
}

void say_debug(Call& call, const std::string& text) {
  call.reply.numeric(Numeric::rpl_statsdebug, {}, text);
}

void say_ban(Call& call, const ServerBan& ban) {
  const bool is_kline = ban.kind == ServerBanKind::kline;
  call.reply.numeric(
      is_kline ? Numeric::rpl_statskline : Numeric::rpl_statsdline,
      {is_kline ? "K" : "D", address_word(ban.mask)},
      ban.reason + " (by " + ban.set_by + ", " + end_of_ban(call.state.settings, ban) + ")");
}

void bans(Call& call, ServerBanKind kind) {
  answer_in_pages(call, [kind, next = std::uint64_t{0}](Call& page) mutable {
    ChatState& state = page.state;
    for (std::size_t said = 0; const ServerBan* ban = state.bans.from(kind, next); ++next) {
      if (said == state.settings.page_entries_max || page_is_full(page)) return Progress::more;
      state.work.add(1);
      if (!ServerBans::holds(*ban, page.now.wall_ms())) continue;
      say_ban(page, *ban);
      ++said;
    }
    say_end(page, kind == ServerBanKind::kline ? 'k' : 'd');
    return Progress::done;
  });
}

void command_counts(Call& call) {
  for_each_command_used(call.state, [&](std::string_view name, std::uint64_t count) {
    call.reply.numeric(Numeric::rpl_statscommands, {name, std::to_string(count), "0", "0"});
  });
}

// Turns, batches, queues, slow consumers, and how long the hub's steps take.
void machine(Call& call) {
  const auto line = [&](const std::string& text) { say_debug(call, text); };
  const HubFigures& hub = call.state.hub_figures;
  line("hub: " + std::to_string(hub.steps) + " steps, busy " + std::to_string(hub.busy_us / 1000) +
       " ms, longest step " + std::to_string(hub.longest_step_us) + " us");
  line("hub: " + std::to_string(call.state.session_count()) + " sessions, " +
       std::to_string(call.state.directory.channel_count()) + " channels");
  line("hub: " + std::to_string(call.state.work.done()) + " units of work");
  line("hub: " + std::to_string(call.state.list_bytes().total()) + " bytes in lists of channels, " +
       std::to_string(call.state.monitors().size()) + " nicks monitored, " +
       std::to_string(call.state.whowas.end() - call.state.whowas.first()) + " past nicks");
  for (std::size_t i = 0; i < call.state.loop_figures.size(); ++i) {
    const LoopFigures& loop = call.state.loop_figures[i];
    line("loop " + std::to_string(i) + ": " + std::to_string(loop.turns) + " turns, longest " +
         std::to_string(loop.longest_turn_us) + " us, " + std::to_string(loop.lines) + " lines, " +
         std::to_string(loop.deliveries) + " deliveries, " + std::to_string(loop.bytes_read) +
         " bytes read, " + std::to_string(loop.bytes_written) + " bytes written");
    line("loop " + std::to_string(i) + ": " + std::to_string(loop.connections) + " connections, " +
         std::to_string(loop.queued_bytes) + " bytes in send queues, " +
         std::to_string(loop.input_bytes) + " bytes of input waiting, " +
         std::to_string(loop.exceeded) + " slow readers closed, " + std::to_string(loop.gaps) +
         " caught up behind a gap, " + std::to_string(loop.skipped) + " deliveries left out");
    line("loop " + std::to_string(i) + ": io_uring " + std::string(words_of(loop.uring)) + ", " +
         std::to_string(loop.sends_many) + " sends by it, " + std::to_string(loop.sends_single) +
         " without it");
  }
}

// --- The store

// "12 s" and the like since a wall time in milliseconds.
std::string since(const Call& call, std::int64_t ms) {
  return std::to_string(std::max<std::int64_t>(call.now.wall_ms() - ms, 0) / 1000) + " s";
}

std::string state_of(const Call& call, const store::Figures& figures) {
  if (!figures.why_away.empty()) {
    return "away for " + since(call, figures.away_ms) + ": " + figures.why_away;
  }
  return figures.busy_ms == 0 ? "idle" : "busy for " + since(call, figures.busy_ms);
}

// "1 request", "2 requests".
std::string counted(std::uint64_t count, const std::string& what, std::string_view ending = "s") {
  return std::to_string(count) + " " + what + (count == 1 ? "" : std::string(ending));
}

// "0.25 ms"
std::string in_ms(std::uint64_t us) {
  const std::string hundredths = std::to_string(us % 1000 / 10 + 100).substr(1);
  return std::to_string(us / 1000) + "." + hundredths + " ms";
}

void say_figures(Call& call, const store::Figures& figures) {
  say_debug(call, "store: " + figures.engine + ", durability " +
                      (call.state.settings.history.is_strict ? "strict" : "relaxed"));
  say_debug(call, "store: " + state_of(call, figures));
  say_debug(call, "store: " + counted(figures.waiting, "request") + " waiting (" +
                      counted(figures.queued_bytes, "byte") + "), " +
                      counted(figures.owed, "change") + " owed");
  say_debug(call, "store: " + counted(figures.answered, "request") + " answered in " +
                      counted(figures.commits, "batch", "es") + ", " +
                      std::to_string(figures.refused) + " of them refused, " +
                      std::to_string(figures.out_of_time) + " given up");
  say_debug(
      call,
      "store: slowest batch lately " + in_ms(figures.slowest_us) + ", " +
          (figures.disk_bytes == 0 ? "" : counted(figures.disk_bytes, "byte") + " on disk, ") +
          counted(figures.journal_bytes, "byte") + " in the journal");
  say_debug(call,
            "store: " + counted(figures.unindexed, "line") + " that search does not find yet" +
                (figures.unindexed_ms == 0 ? "" : ", for " + since(call, figures.unindexed_ms)));
}

void figures_of_store(Call& call) {
  answer_in_pages(call, [](Call& page) {
    if (page.answer == nullptr) {
      ask(page, ReadStoreFigures{}, StoreFiguresRead{});
      return Progress::waiting;
    }
    const store::Figures& figures = std::get<StoreFiguresRead>(*page.answer).figures;
    if (figures.engine.empty()) {
      say_debug(page, "store: the server does not answer");
    } else {
      say_figures(page, figures);
    }
    say_end(page, 's');
    return Progress::done;
  });
}

// --- What operators have done

void say_deeds(Call& call, const store::Answer& answer) {
  if (answer.outcome != store::Outcome::done) return say_debug(call, "deeds: " + answer.why);
  for (const store::Deed& deed : answer.deeds) {
    const std::string about = deed.about.empty() ? "" : " " + deed.about;
    say_debug(call, iso_time(deed.at_ms) + " " + deed.by + " " + deed.what + about);
  }
}

// "STATS a [count]": the newest of them, the last of which is said last.
void deeds(Call& call) {
  constexpr std::uint32_t count_usual = 20;
  std::uint32_t count = 0;
  const std::string_view given = call.param(1);
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), count);
  if (error != std::errc() || count == 0) count = count_usual;
  answer_in_pages(call, [count = std::min(count, limits::deeds_said_max)](Call& page) {
    if (page.answer == nullptr) {
      ask(page, AskStore{{}, store::ReadDeeds{count}},
          StoreAnswered{{}, store::unavailable("the database does not answer")});
      return Progress::waiting;
    }
    say_deeds(page, std::get<StoreAnswered>(*page.answer).answer);
    say_end(page, 'a');
    return Progress::done;
  });
}

}  // namespace

void handle_stats(Call& call) {
  const char letter = call.param(0).empty() ? '*' : call.param(0).front();
  if (letter != 'u' && letter != '*' && !is_operator(call)) return;
  switch (letter) {
    case 'u':
      uptime(call);
      break;
    case 'm':
      command_counts(call);
      break;
    case 'o':
      operators(call);
      break;
    case 'k':
      return bans(call, ServerBanKind::kline);
    case 'd':
      return bans(call, ServerBanKind::dline);
    case 'a':
      return deeds(call);
    case 's':
      return figures_of_store(call);
    case 't':
      machine(call);
      break;
    default:
      break;
  }
  say_end(call, letter);
}

}  // namespace uvchat::hub
