// What people ask of what was said before, and what they take back.

#include "hub/iso_time.h"
#include "tests/simulation/pick.h"

namespace uvchat::simulation {
namespace {

std::string some_place(SeededRandom& random, const Speaker& who) {
  if (!who.places.empty() && !random.one_in(4)) return one_of(random, who.places);
  return random.one_in(2) ? some_channel(random, who) : some_nick(random, who);
}

std::string some_time(SeededRandom& random, const Speaker& who) {
  if (who.times.empty() || random.one_in(8)) {
    return pick<4>(random, {"2001-01-01T00:00:00.000Z", "2001-01-01T00:00:00.000Z",
                            "2090-01-01T00:00:00.000Z", "yesterday"});
  }
  return one_of(random, who.times);
}

std::string some_id(SeededRandom& random, const Speaker& who) {
  return who.said_ids.empty() || random.one_in(12) ? "x" : one_of(random, who.said_ids);
}

std::string some_reference(SeededRandom& random, const Speaker& who) {
  if (random.one_in(30)) return "x";
  if (random.one_in(3)) return "timestamp=" + some_time(random, who);
  return "msgid=" + some_id(random, who);
}

std::string some_limit(SeededRandom& random) {
  return pick<8>(random, {"1", "2", "3", "5", "10", "0", "100", "many"});
}

std::string some_chathistory(SeededRandom& random, const Speaker& who) {
  const std::string place = some_place(random, who);
  const std::string limit = " " + some_limit(random);
  switch (random.below(14)) {
    case 0:
      return "CHATHISTORY BEFORE " + place + " " + some_reference(random, who) + limit;
    case 1:
      return "CHATHISTORY AFTER " + place + " " + some_reference(random, who) + limit;
    case 2:
    case 7:
      return "CHATHISTORY AROUND " + place + " " + some_reference(random, who) + limit;
    case 3:
      return "chathistory between " + place + " " + some_reference(random, who) + " " +
             some_reference(random, who) + limit;
    case 4:
      return "CHATHISTORY LATEST " + place + " " + some_reference(random, who) + limit;
    case 5:
      return "CHATHISTORY TARGETS timestamp=" + some_time(random, who) +
             " timestamp=" + some_time(random, who) + limit;
    case 6:
      if (!random.one_in(4)) break;
      return pick<4>(random, {"CHATHISTORY", "CHATHISTORY FROB #a * 1", "CHATHISTORY LATEST",
                              "CHATHISTORY LATEST #a"});
    default:
      break;
  }
  return "CHATHISTORY LATEST " + place + " *" + limit;
}

std::string some_search(SeededRandom& random, const Speaker& who) {
  const std::string word = pick<6>(random, {"text", "text", "word", "cipher", "waves", ""});
  const std::string in = random.one_in(2) ? "in=" + some_place(random, who) : "";
  const std::string limit = random.one_in(3) ? "limit=" + std::to_string(random.below(4)) : "";
  if (random.one_in(20)) return pick<3>(random, {"SEARCH", "SEARCH colour=red", "SEARCH in=#a"});
  std::string asked = "SEARCH text=" + word;
  if (!in.empty()) asked += ";" + in;
  if (!limit.empty()) asked += ";" + limit;
  return asked;
}

std::string some_seconds(SeededRandom& random, const Speaker& who) {
  const auto ms = hub::parse_iso_time(some_time(random, who));
  if (!ms || random.one_in(20)) return pick<2>(random, {"0", "now"});
  const std::string digits = std::to_string(1000 + *ms % 1000).substr(1);
  return std::to_string(*ms / 1000) + "." + digits;
}

std::string some_playback(SeededRandom& random, const Speaker& who) {
  std::string asked = "PRIVMSG *playback :" + pick<4>(random, {"PLAY ", "play ", "PLAY ", "PLAY "});
  if (random.one_in(30)) return asked + pick<2>(random, {"", "#a 0 0 0"});
  asked += random.one_in(2) ? "*" : some_place(random, who);
  if (random.one_in(4)) asked += "," + some_place(random, who);
  if (random.one_in(2)) return asked;
  asked += " " + some_seconds(random, who);
  return random.one_in(2) ? asked : asked + " " + some_seconds(random, who);
}

}  // namespace

// Only people with accounts have talks in the store.
std::string some_word_of_talks(SeededRandom& random, const Speaker& who) {
  if (random.one_in(2)) return some_question_of_talks(random, who);
  return "PRIVMSG " + one_of(random, who.accounts) + " :" + some_text(random);
}

std::string some_question_of_talks(SeededRandom& random, const Speaker& who) {
  if (!who.takes_batches) return "CAP REQ :batch";
  switch (random.below(4)) {
    case 0:
      return "PRIVMSG *playback :PLAY *";
    case 1:
      return "SEARCH text=text";
    default:
      return "CHATHISTORY TARGETS timestamp=2001-01-01T00:00:00.000Z "
             "timestamp=2090-01-01T00:00:00.000Z " +
             some_limit(random);
  }
}

std::string some_past_command(SeededRandom& random, const Speaker& who) {
  if (!who.takes_batches && random.one_in(2)) {
    return "CAP REQ :batch message-tags draft/message-redaction";
  }
  switch (random.below(17)) {
    case 0:
    case 1:
      return some_search(random, who);
    case 16:
      return some_playback(random, who);
    case 2:
    case 3:
    case 4:
    case 5:
      if (who.places.empty()) return "JOIN " + some_channel(random, who);
      return (random.one_in(20) ? "@+uvchat/edits=" + some_id(random, who) + " " : "") +
             "PRIVMSG " + some_place(random, who) + " :" + some_text(random);
    case 6:
    case 7:
      return "REDACT " + some_place(random, who) + " " + some_id(random, who) +
             pick<4>(random, {"", " :sorry", " x", ""});
    case 8:
      return "MARKREAD " + (random.one_in(20) ? "" : some_place(random, who)) +
             (random.one_in(2) ? " timestamp=" + some_time(random, who) : "");
    default:
      return some_chathistory(random, who);
  }
}

}  // namespace uvchat::simulation
