// What becomes of what was said: redactions, gaps, late lines, markers, erasure, and what goes.

#include <algorithm>

#include "tests/store/each_history.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachHistory, LeavesARedactedLineInItsPlaceWithoutItsWords) {
  says(chat, 1'000, "one");
  StoredLine rude = line_of(chat, 2'000, "rude");
  rude.tags = "+reply=abc";
  rude.words = "words";
  keeps(rude);
  says(chat, 3'000, "three");
  const Redact redact{chat, rude.key, "op!op@host", 5, "be polite", 9'000};
  EXPECT_EQ(outcome_of(redact), Outcome::done);
  EXPECT_EQ(outcome_of(redact), Outcome::done);
  const Page all = page(latest(9));
  EXPECT_THAT(texts_of(all), ElementsAre("one", "-", "three"));
  const StoredLine& gone = all.lines[1];
  EXPECT_TRUE(gone.is_redacted);
  EXPECT_EQ(gone.source, rude.source);
  EXPECT_EQ(gone.words + gone.tags, "");
  EXPECT_THAT(all.redactions, ElementsAre(Redaction{rude.key, "op!op@host", "be polite", 9'000}));
  EXPECT_THAT(page(latest(1)).redactions, IsEmpty());
  LineKey wrong = rude.key;
  wrong.time_us += 1;
  EXPECT_EQ(outcome_of(Redact{chat, wrong, "op", 0, "", 1}), Outcome::absent);
  EXPECT_EQ(outcome_of(Redact{other, rude.key, "op", 0, "", 1}), Outcome::absent);
}

TEST_P(EachHistory, TellsGapsOfTheTimeThatAPageIsAbout) {
  says_some(6);
  const Gap early{1'500, 1'600, 3};
  const Gap late{5'500, 5'600, 7};
  for (const Gap& gap : {late, early}) {
    EXPECT_EQ(outcome_of(KeepGap{chat, gap.from_us, gap.to_us, gap.lost}), Outcome::done);
  }
  EXPECT_EQ(outcome_of(KeepGap{chat, early.from_us, early.to_us, early.lost}), Outcome::done);
  EXPECT_THAT(page(latest(9)).gaps, ElementsAre(early, late));
  EXPECT_THAT(page(latest(2)).gaps, ElementsAre(late));
  EXPECT_THAT(page(oldest(2)).gaps, ElementsAre(early));
  ReadLines middle = oldest(9);
  middle.after = at(2'000);
  middle.before = at(5'000);
  EXPECT_THAT(page(middle).gaps, IsEmpty());
  EXPECT_THAT(page(latest(9, other)).gaps, IsEmpty());
}

TEST_P(EachHistory, TellsAGapToThoseWhoCouldReadAllThatIsLost) {
  says_some(6);
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  ASSERT_EQ(outcome_of(NoteJoin{chat, ana, 2'000}), Outcome::done);
  ASSERT_EQ(outcome_of(NoteJoin{chat, bea, 3'000}), Outcome::done);
  const Gap for_all{2'100, 2'200, 1}, for_ops{2'300, 2'400, 2}, closed{2'500, 3'500, 3},
      events{2'600, 2'700, 4};
  const auto keeps = [&](const Gap& gap, Audience audience, bool is_closed, bool is_event) {
    KeepGap request{.room = chat, .from_us = gap.from_us, .to_us = gap.to_us, .lost = gap.lost};
    request.audience = audience;
    request.is_closed = is_closed;
    request.is_event = is_event;
    EXPECT_EQ(outcome_of(request), Outcome::done);
  };
  keeps(for_all, Audience::all, false, false);
  keeps(for_ops, Audience::ops, false, false);
  keeps(closed, Audience::all, true, false);
  keeps(events, Audience::all, false, true);
  const auto told_to = [&](const Reader& reader) {
    ReadLines request = latest(9);
    request.reader = reader;
    request.reader.room = chat;
    return page(request).gaps;
  };
  EXPECT_THAT(told_to({.closed_since_us = 9'000}), ElementsAre(for_all));
  EXPECT_THAT(told_to({.closed_since_us = 2'500}), ElementsAre(for_all, closed));
  EXPECT_THAT(told_to({.account = ana}), ElementsAre(for_all, closed));
  EXPECT_THAT(told_to({.account = bea}), ElementsAre(for_all));
  EXPECT_THAT(told_to({.account = bea, .audience = Audience::ops}), ElementsAre(for_all, for_ops));
  EXPECT_THAT(told_to({.account = bea, .events = true}), ElementsAre(for_all, events));
}

TEST_P(EachHistory, TellsThoseOfManyGapsThatAreNextToThePage) {
  says_some(6);
  const Gap first{1'500, 1'600, 3};
  std::vector<Request> all = {KeepGap{chat, first.from_us, first.to_us, first.lost}};
  for (std::int64_t at = 1; at <= 200; ++at) all.emplace_back(KeepGap{chat, 9'000 + at, 9'999, 1});
  for (const Answer& answer : engine_->carry_out(all)) ASSERT_EQ(answer.outcome, Outcome::done);
  EXPECT_THAT(page(oldest(2)).gaps, ElementsAre(first));
  EXPECT_THAT(page(latest(2)).gaps, testing::Contains(Gap{9'200, 9'999, 1}));
}

TEST_P(EachHistory, AGapCountsInTheTimeOfATalk) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  KeepLines begun = keep({line_of(chat, 1'000'000, "kept")});
  begun.talks = {{ana, bea, chat}};
  EXPECT_EQ(outcome_of(begun), Outcome::done);
  EXPECT_EQ(outcome_of(KeepGap{chat, 2'000'000, 3'000'000, 5}), Outcome::done);
  EXPECT_EQ(outcome_of(KeepGap{chat, 1'500'000, 1'600'000, 5}), Outcome::done);
  EXPECT_THAT(asks(ReadTalks{bea, 0, 9'000, 10}).talks,
              ElementsAre(TalkTime{ana, chat, 3'000'000}));
}

// Ana has read until 20 s. What was said before, and stored afterwards, she has missed.
TEST_P(EachHistory, TellsLateLinesToWhoHasReadFurther) {
  constexpr std::int64_t s = 1'000'000;
  const auto keeps_at = [&](std::int64_t time_us, std::int64_t stored_us, const std::string& text) {
    KeepLines late = keep({line_of(chat, time_us, text)});
    late.stored_us = stored_us;
    EXPECT_EQ(outcome_of(late), Outcome::done);
  };
  keeps_at(1 * s, 1 * s + 500, "in time");
  keeps_at(2 * s, 10 * s, "late, but long ago");
  keeps_at(9 * s, 30 * s, "late");
  keeps_at(10 * s, 29 * s, "late, and stored before");
  keeps_at(11 * s, 30 * s, "late too");
  keeps_at(20 * s, 20 * s, "read");
  keeps_at(21 * s, 21 * s, "new");
  ReadLines request = oldest(9);
  request.after = at(20 * s);
  EXPECT_THAT(texts(request), ElementsAre("new"));
  request.with_late = true;
  EXPECT_THAT(texts(request), ElementsAre("late", "late, and stored before", "late too", "new"));
  request.count_max = 1;
  EXPECT_THAT(texts(request), ElementsAre("late", "late, and stored before", "late too", "new"));
  request.after = at_ms(20'500);
  EXPECT_THAT(texts(request), ElementsAre("late", "late, and stored before", "late too", "new"));
  request.after = at(36 * s);
  EXPECT_THAT(texts(request), IsEmpty());
  // Beside so many lines there is no place for those that were stored first, which is said.
  request.after = at(20 * s);
  request.count_max = page_lines_max - 2;
  EXPECT_THAT(texts(request), ElementsAre("late", "late too", "new"));
  EXPECT_THAT(page(request).gaps, ElementsAre(Gap{10 * s, 10 * s, 0}));
  request.count_max = page_lines_max - 1;
  EXPECT_THAT(texts(request), ElementsAre("late too", "new"));
  EXPECT_THAT(page(request).gaps, ElementsAre(Gap{9 * s, 10 * s, 0}));
  request.count_max = page_lines_max;
  EXPECT_THAT(texts(request), ElementsAre("new"));
  EXPECT_THAT(page(request).gaps, ElementsAre(Gap{9 * s, 11 * s, 0}));
}

TEST_P(EachHistory, EndsAPageOfLargeLinesEarlier) {
  const auto large = [](int ms, char c) {
    return line_of(chat, ms * 1'000, std::string(page_bytes_max / 4, c));
  };
  keeps_all({large(1, 'a'), large(2, 'b'), large(3, 'c'), large(4, 'd')});
  const auto begins = [this](const ReadLines& request) {
    std::string all;
    for (const std::string& text : texts(request)) all += text.front();
    return all;
  };
  EXPECT_EQ(begins(latest(9)), "bcd");
  EXPECT_TRUE(page(latest(9)).has_more);
  EXPECT_EQ(begins(oldest(9)), "abc");
  ReadLines rest = oldest(9);
  rest.after = at(3'000);
  EXPECT_EQ(begins(rest), "d");
  EXPECT_FALSE(page(rest).has_more);
  keeps(line_of(chat, 5'000, std::string(2 * page_bytes_max, 'e')));
  EXPECT_EQ(begins(latest(9)), "e") << "one it has anyhow";
}

TEST_P(EachHistory, SaysWhereLargeLateLinesHaveNoPlace) {
  constexpr std::int64_t s = 1'000'000;
  for (int i = 1; i <= 5; ++i) {
    KeepLines late = keep({line_of(chat, i * s, std::string(page_bytes_max / 4, 'x'))});
    late.stored_us = (30 + i) * s;
    EXPECT_EQ(outcome_of(late), Outcome::done);
  }
  ReadLines request = oldest(9);
  request.after = at(20 * s);
  request.with_late = true;
  EXPECT_EQ(page(request).lines.size(), 3U);
  EXPECT_THAT(page(request).gaps, ElementsAre(Gap{1 * s, 2 * s, 0}));
}

TEST_P(EachHistory, TellsLinesThatTheHubHasAskedForAgainToWhoHasReadFurther) {
  const auto keeps_at = [&](std::int64_t time_us, std::int64_t stored_us, bool is_asked_again) {
    KeepLines lines = keep({line_of(chat, time_us, is_asked_again ? "again" : "at once")});
    lines.stored_us = stored_us;
    lines.is_asked_again = is_asked_again;
    EXPECT_EQ(outcome_of(lines), Outcome::done);
  };
  keeps_at(7'000'000, 7'000'500, false);
  keeps_at(6'999'000, 7'001'000, true);
  ReadLines request = oldest(9);
  request.after = at(7'000'000);
  request.with_late = true;
  EXPECT_THAT(texts(request), ElementsAre("again"));
}

TEST_P(EachHistory, KeepsHowFarSomebodyHasReadWhichOnlyGrows) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  EXPECT_EQ(outcome_of(SetMarker{ana, "#chat", 500}), Outcome::done);
  EXPECT_EQ(outcome_of(SetMarker{ana, "#chat", 400}), Outcome::done);
  EXPECT_EQ(outcome_of(SetMarker{ana, "bea", 700}), Outcome::done);
  EXPECT_THAT(asks(ReadMarkers{ana}).markers,
              ElementsAre(Marker{"#chat", 500}, Marker{"bea", 700}));
  EXPECT_THAT(asks(ReadMarkers{bea}).markers, IsEmpty());
  EXPECT_EQ(outcome_of(SetMarker{99, "#chat", 1}), Outcome::absent);
}

TEST_P(EachHistory, ForgetsTheOldestOfTooManyMarkers) {
  const AccountId ana = make("ana");
  std::vector<Request> all;
  for (std::size_t i = 1; i <= markers_max + 3; ++i) {
    all.emplace_back(SetMarker{ana, std::to_string(i), static_cast<std::int64_t>(i)});
  }
  for (const Answer& answer : engine_->carry_out(all)) ASSERT_EQ(answer.outcome, Outcome::done);
  const auto markers = asks(ReadMarkers{ana}).markers;
  EXPECT_EQ(markers.size(), markers_max);
  EXPECT_THAT(markers, testing::Not(testing::Contains(Marker{"3", 3})));
}

TEST_P(EachHistory, TakesItsMarkersAlongWhenARoomIsRenamed) {
  const AccountId ana = make("ana");
  asks(SaveRoom{room_of("#chat", 0)});
  asks(SetMarker{ana, name_of("#chat").fold, 500});
  asks(SetMarker{ana, name_of("#new").fold, 900});
  EXPECT_EQ(outcome_of(RenameRoom{name_of("#chat").fold, name_of("#new")}), Outcome::done);
  EXPECT_THAT(asks(ReadMarkers{ana}).markers, ElementsAre(Marker{name_of("#new").fold, 500}));
}

TEST_P(EachHistory, ErasesWhatSomebodySaidAtOnceForReadersAndThenInSteps) {
  const AccountId ana = make("ana");
  std::vector<StoredLine> lines;
  for (int i = 1; i <= 500; ++i) {
    lines.push_back(line_of(i % 2 == 0 ? chat : other, i * 1'000, "of ana"));
    lines.back().account = ana;
  }
  lines.push_back(line_of(chat, 600'000, "of somebody"));
  keeps_all(lines);
  EXPECT_EQ(outcome_of(EraseLines{ana, chat, 650'000}), Outcome::done);
  StoredLine later = line_of(chat, 700'000, "later");
  later.account = ana;
  keeps(later);
  for (const bool is_tidy : {false, true}) {
    if (is_tidy) tidies();
    const auto left = texts(latest(1'000));
    EXPECT_EQ(std::count(left.begin(), left.end(), "of ana"), 0) << is_tidy;
    EXPECT_EQ(left.size(), 252U);
    EXPECT_EQ(left[250], "of somebody");
    EXPECT_EQ(left[251], "later");
    EXPECT_EQ(texts(latest(1, other)), std::vector<std::string>{"of ana"});
  }
  EXPECT_EQ(outcome_of(EraseLines{99, 0, 1}), Outcome::absent);
}

TEST_P(EachHistory, ErasesAllOfAnAccountThatIsDropped) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  StoredLine said = line_of(chat, 1'000, "of ana");
  said.account = ana;
  StoredLine told = line_of(11, 2'000, "to ana");
  told.account = bea;
  ASSERT_EQ(outcome_of(keep({said, told}, {{ana, bea, 11}})), Outcome::done);
  ASSERT_EQ(outcome_of(SetMarker{ana, "bea", 5}), Outcome::done);
  ASSERT_EQ(outcome_of(NoteJoin{chat, ana, 5}), Outcome::done);
  EXPECT_EQ(outcome_of(DropAccount{ana}), Outcome::done);
  EXPECT_THAT(texts(latest(9)), ElementsAre("-"));
  EXPECT_THAT(texts(latest(9, 11)), IsEmpty());
  EXPECT_THAT(asks(ReadTalks{bea, 0, 9, 9}).talks, IsEmpty());
  tidies();
  EXPECT_THAT(texts(latest(9)), ElementsAre("-"));
  EXPECT_EQ(outcome_of(FreeRoom{11}), Outcome::done);
}

// --- What is too much or too old

TEST_P(EachHistory, LetsTheOldestGoOfTooManyLines) {
  says_some(700);
  says(other, 1'000, "stays");
  tidies({.retention = {.room_lines_max = 100}});
  const auto left = texts(latest(1'000));
  EXPECT_EQ(left.size(), 100U);
  EXPECT_EQ(left.front(), "601");
  EXPECT_THAT(texts(latest(9, other)), ElementsAre("stays"));
}

TEST_P(EachHistory, LetsGoWhatIsTooOld) {
  says_some(700);
  ASSERT_EQ(outcome_of(KeepGap{chat, 1'000, 2'000, 1}), Outcome::done);
  tidies({.retention = {.age_max_us = 100'000}, .now_us = 600'000});
  const auto left = texts(latest(1'000));
  EXPECT_EQ(left.size(), 201U);
  EXPECT_EQ(left.front(), "500");
  EXPECT_THAT(page(latest(1'000)).gaps, IsEmpty());
  tidies({.retention = {.age_max_us = 1}, .now_us = 900'000});
  EXPECT_THAT(texts(latest(9)), IsEmpty());
}

TEST_P(EachHistory, LetsTheOldestGoOfTooLargeLines) {
  for (int i = 1; i <= 20; ++i) says(chat, i * 1'000, std::string(10'000, 'x'));
  tidies({.retention = {.room_bytes_max = 100'000}});
  const auto left = texts(latest(99)).size();
  EXPECT_LE(left, 10U);
  EXPECT_GE(left, 8U);
}

TEST_P(EachHistory, LetsTheOldestOfAllRoomsGoWhenTogetherTheyAreTooMuch) {
  const std::string text(500, 'x');
  for (int i = 1; i <= 900; ++i) says(i <= 500 ? chat : other, i * 1'000, text);
  tidies({.retention = {.bytes_max = 250'000}});
  EXPECT_LT(texts(latest(1'000)).size(), 150U);
  EXPECT_EQ(texts(latest(1'000, other)).size(), 400U);
}

TEST_P(EachHistory, LetsEventsGoForThemselvesAndKeepsTheLines) {
  std::vector<StoredLine> lines;
  for (int i = 1; i <= 600; ++i) {
    lines.push_back(line_of(chat, i * 1'000, i % 10 == 0 ? "line" : "event"));
    if (i % 10 != 0) lines.back().kind = LineKind::join;
  }
  keeps_all(lines);
  tidies({.retention = {.room_lines_max = 60, .room_events_max = 100}});
  const auto left = texts(latest(1'000));
  EXPECT_EQ(std::count(left.begin(), left.end(), "line"), 60);
  EXPECT_EQ(std::count(left.begin(), left.end(), "event"), 100);
}

TEST_P(EachHistory, KeepsAllWhereThereIsNoBound) {
  says_some(500);
  tidies({.retention = {0, 0, 0, 0, 0}, .now_us = 9'000'000'000});
  EXPECT_EQ(texts(latest(1'000)).size(), 500U);
}

}  // namespace
}  // namespace uvchat::store
