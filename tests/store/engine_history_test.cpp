// What was said: that it is kept, in which order, and who reads it.

#include <limits>

#include "tests/store/each_history.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachHistory, KeepsALineAsItWasSaid) {
  const StoredLine said{.room = chat,
                        .key = key_at(5'000),
                        .kind = LineKind::notice,
                        .audience = Audience::ops,
                        .is_closed = true,
                        .is_ciphered = true,
                        .is_multiline = true,
                        .is_bot = true,
                        .account = 3,
                        .source = "Ana!ana@host",
                        .target = "@#chat",
                        .words = "w",
                        .text = std::string("\xff\0 any", 6),
                        .tags = "+reply=abc"};
  keeps(said);
  ReadLines request = latest(1);
  request.reader.closed_since_us = 0;
  EXPECT_THAT(page(request).lines, ElementsAre(said));
}

TEST_P(EachHistory, TellsAnEmptyTextFromNone) {
  StoredLine line = line_of(chat, 1'000, "");
  keeps(line);
  line.key = key_at(2'000);
  line.kind = LineKind::part;
  line.text.reset();
  keeps(line);
  EXPECT_THAT(texts(latest(5)), ElementsAre("", "-"));
}

TEST_P(EachHistory, ReadsEachRoomForItself) {
  says(chat, 1'000, "here");
  says(other, 1'000, "there");
  says(other, 2'000, "there too");
  EXPECT_THAT(texts(latest(9)), ElementsAre("here"));
  EXPECT_THAT(texts(latest(9, other)), ElementsAre("there", "there too"));
  EXPECT_THAT(texts(latest(9, 9)), IsEmpty());
}

TEST_P(EachHistory, ReadsTheNewestAndSaysWhetherThereIsMore) {
  says_some(5);
  const Page some = page(latest(2));
  EXPECT_THAT(texts_of(some), ElementsAre("4", "5"));
  EXPECT_TRUE(some.has_more);
  const Page all = page(latest(5));
  EXPECT_EQ(all.lines.size(), 5U);
  EXPECT_FALSE(all.has_more);
}

TEST_P(EachHistory, ReadsFromALineOnAndBackFromItButNotItself) {
  says_some(6);
  ReadLines on = oldest(2);
  on.after = at(2'000);
  EXPECT_THAT(texts(on), ElementsAre("3", "4"));
  ReadLines back = latest(2);
  back.before = at(5'000);
  EXPECT_THAT(texts(back), ElementsAre("3", "4"));
  on.before = at(4'000);
  EXPECT_THAT(texts(on), ElementsAre("3"));
  back.after = at(2'000);
  EXPECT_THAT(texts(back), ElementsAre("3", "4"));
}

TEST_P(EachHistory, ReadsFromAPlaceWhereThereIsNoLine) {
  says_some(4);
  ReadLines on = oldest(1);
  on.after = at(2'500);
  EXPECT_THAT(texts(on), ElementsAre("3"));
  on.after = at(9'000);
  EXPECT_THAT(texts(on), IsEmpty());
}

// A key that somebody made up must not lead into another room.
TEST_P(EachHistory, StaysInTheRoomWhateverTheKey) {
  says(chat - 1, 1'000, "before");
  says(chat, 1'000, "here");
  says(chat + 1, 1'000, "behind");
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1} << 40, std::uint64_t{1} << 41,
                                std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    const Bound bound{Bound::By::key, {1'000, 1, n}, 0};
    ReadLines request = oldest(9);
    request.after = bound;
    for (const std::string& text : texts(request)) EXPECT_EQ(text, "here");
    request.after = {};
    request.before = bound;
    for (const std::string& text : texts(request)) EXPECT_EQ(text, "here");
    EXPECT_EQ(outcome_of(Redact{chat, bound.key, "op", 0, "", 1}), Outcome::absent);
    EXPECT_EQ(outcome_of(TakeBack{{{chat, bound.key}}}), Outcome::done);
  }
  EXPECT_THAT(texts(latest(9, chat - 1)), ElementsAre("before"));
  EXPECT_THAT(texts(latest(9, chat + 1)), ElementsAre("behind"));
}

TEST_P(EachHistory, TakesATimeForAWholeMillisecond) {
  for (const std::int64_t time_us : {999, 1'000, 1'500, 1'999, 2'000}) {
    says(chat, time_us, std::to_string(time_us));
  }
  ReadLines on = oldest(9);
  on.after = at_ms(1);
  EXPECT_THAT(texts(on), ElementsAre("2000"));
  ReadLines back = latest(9);
  back.before = at_ms(1);
  EXPECT_THAT(texts(back), ElementsAre("999"));
  on.after = at_ms(0);
  EXPECT_THAT(texts(on), ElementsAre("1000", "1500", "1999", "2000"));
  on.after = at_ms(-5);
  EXPECT_EQ(texts(on).size(), 4U);
  on.after = at_ms(std::numeric_limits<std::int64_t>::max());
  EXPECT_THAT(texts(on), IsEmpty());
  back.before = at_ms(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(texts(back).size(), 5U);
}

TEST_P(EachHistory, FindsATimeAmongManyLines) {
  says_some(1'500);
  for (const std::int64_t ms : {1, 2, 499, 750, 1'498, 1'499}) {
    ReadLines on = oldest(1);
    on.after = at_ms(ms);
    EXPECT_THAT(texts(on), ElementsAre(std::to_string(ms + 1)));
  }
}

// The clock went back: what is said then comes behind what was said before.
TEST_P(EachHistory, KeepsTheOrderInWhichItWasSaidWhenTheClockGoesBack) {
  ASSERT_EQ(outcome_of(BeginEra{1, 500}), Outcome::done);
  says(chat, 10'000'000, "old first");
  says(chat, 20'000'000, "old last");
  ASSERT_EQ(outcome_of(BeginEra{2, 5'000'000}), Outcome::done);
  StoredLine line = line_of(chat, 6'000'000, "new first");
  line.key.n = 2U << 20;
  keeps(line);
  line.key = {15'000'000, 1, (2U << 20) + 1};
  line.text = "new last";
  keeps(line);
  EXPECT_THAT(texts(latest(9)), ElementsAre("old first", "old last", "new first", "new last"));
  ReadLines on = oldest(9);
  on.after = at(10'000'000);
  EXPECT_THAT(texts(on), ElementsAre("old last", "new first", "new last"));
  on.after = at_ms(10'000);  // in the newest era that began before
  EXPECT_THAT(texts(on), ElementsAre("new last"));
  on.after = at_ms(4'000);
  EXPECT_EQ(texts(on).size(), 4U);
  const HistoryContents history = contents_of(*engine_).history;
  EXPECT_THAT(history.eras, ElementsAre(Era{1, 500}, Era{2, 5'000'000}));
  EXPECT_EQ(history.last_us, 15'000'000);
}

TEST_P(EachHistory, KeepsALineOnceThoughItIsAskedTwice) {
  std::vector<StoredLine> lines{line_of(chat, 1'000, "one"), line_of(chat, 2'000, "two")};
  keeps_all(lines);
  lines[0].text = "another";
  lines.push_back(line_of(chat, 3'000, "three"));
  keeps_all(lines);
  EXPECT_THAT(texts(latest(9)), ElementsAre("one", "two", "three"));
}

TEST_P(EachHistory, TakesBackWhatItsSenderWasToldIsNotStored) {
  says_some(3);
  EXPECT_EQ(outcome_of(TakeBack{{{chat, key_at(2'000)}}}), Outcome::done);
  EXPECT_EQ(outcome_of(TakeBack{{{chat, key_at(2'000)}}}), Outcome::done);
  EXPECT_THAT(texts(latest(9)), ElementsAre("1", "3"));
}

TEST_P(EachHistory, TellsEventsAndReactionsOnlyToWhoAsksForThem) {
  says(chat, 1'000, "line");
  StoredLine join = line_of(chat, 2'000, "");
  join.kind = LineKind::join;
  join.text.reset();
  keeps(join);
  StoredLine reaction = line_of(chat, 3'000, "reaction");
  reaction.kind = LineKind::tagmsg;
  keeps(reaction);
  ReadLines request = latest(9);
  EXPECT_EQ(page(request).lines.size(), 3U);
  request.reader.events = false;
  EXPECT_THAT(texts(request), ElementsAre("line"));
}

TEST_P(EachHistory, TellsALineToItsAudienceAlone) {
  for (const Audience audience : {Audience::all, Audience::voices, Audience::halfops, Audience::ops,
                                  Audience::admins, Audience::founders}) {
    const auto rank = static_cast<int>(audience);
    StoredLine line = line_of(chat, 1'000 * (rank + 1), std::to_string(rank));
    line.audience = audience;
    keeps(line);
  }
  for (std::size_t rank = 0; rank < 6; ++rank) {
    ReadLines request = latest(9);
    request.reader.audience = static_cast<Audience>(rank);
    EXPECT_EQ(texts(request).size(), rank + 1);
  }
}

TEST_P(EachHistory, TellsWhatWasSaidInAClosedRoomFromTheFirstJoiningOn) {
  const AccountId ana = make("ana");
  for (const std::int64_t ms : {1, 2, 3, 4}) {
    StoredLine line = line_of(chat, ms * 1'000, std::to_string(ms));
    line.is_closed = ms != 1;
    keeps(line);
  }
  ReadLines request = latest(9);
  request.reader.account = ana;
  EXPECT_THAT(texts(request), ElementsAre("1"));
  EXPECT_EQ(outcome_of(NoteJoin{chat, ana, 3'000}), Outcome::done);
  EXPECT_EQ(outcome_of(NoteJoin{chat, ana, 1'000}), Outcome::done);
  EXPECT_EQ(outcome_of(NoteJoin{other, ana, 1'000}), Outcome::done);
  EXPECT_THAT(texts(request), ElementsAre("1", "3", "4"));
  request.reader.closed_since_us = 1;  // is for guests
  EXPECT_THAT(texts(request), ElementsAre("1", "3", "4"));
  request.reader.account = 0;
  request.reader.closed_since_us = 4'000;
  EXPECT_THAT(texts(request), ElementsAre("1", "4"));
  EXPECT_EQ(outcome_of(NoteJoin{chat, 99, 1'000}), Outcome::absent);
}

// Who joined after the clock went back was not there at the same time before.
TEST_P(EachHistory, TellsNothingFromBeforeTheClockWentBackToWhoJoinedAfterwards) {
  ASSERT_EQ(outcome_of(BeginEra{1, 500}), Outcome::done);
  StoredLine line = line_of(chat, 9'000, "secret");
  line.is_closed = true;
  keeps(line);
  ASSERT_EQ(outcome_of(BeginEra{2, 5'000}), Outcome::done);
  const AccountId ana = make("ana");
  EXPECT_EQ(outcome_of(NoteJoin{chat, ana, 6'000}), Outcome::done);
  ReadLines request = latest(9);
  request.reader.account = ana;
  EXPECT_THAT(texts(request), IsEmpty());
  request.reader.account = 0;
  request.reader.closed_since_us = 6'000;
  EXPECT_THAT(texts(request), IsEmpty());
}

TEST_P(EachHistory, GivesAnEpochOnce) {
  const std::uint64_t first = asks(BeginEpoch{}).epoch;
  EXPECT_GT(first, 0U);
  EXPECT_EQ(asks(BeginEpoch{}).epoch, first + 1);
}

TEST_P(EachHistory, KnowsTheRoomsThatHaveAPastAndThoseThatAreNobodys) {
  StoredLine for_ops = line_of(chat, 3'000, "for ops");
  for_ops.audience = Audience::ops;
  StoredLine join = line_of(chat, 4'000, "");
  join.kind = LineKind::join;
  ASSERT_EQ(outcome_of(keep({line_of(chat, 1'000, "a"), line_of(chat, 2'000, "b"), for_ops, join},
                            {}, {{chat, "#chat"}})),
            Outcome::done);
  says(other, 9'000, "of nobody");
  const HistoryContents history = contents_of(*engine_).history;
  EXPECT_THAT(history.rooms, ElementsAre(PastRoom{chat, "#chat", 2'000}));
  EXPECT_THAT(history.orphans, ElementsAre(other));
  EXPECT_EQ(history.last_us, 9'000);
}

TEST_P(EachHistory, KnowsARoomByItsNewestName) {
  const auto names = [&] {
    std::vector<std::string> all;
    for (const PastRoom& room : contents_of(*engine_).history.rooms) {
      all.push_back(std::to_string(room.number) + room.fold);
    }
    return all;
  };
  EXPECT_EQ(outcome_of(
                keep({line_of(7, 1'000, "a"), line_of(8, 1'000, "a")}, {}, {{7, "#a"}, {8, "#b"}})),
            Outcome::done);
  EXPECT_THAT(names(), ElementsAre("7#a", "8#b"));
  EXPECT_EQ(outcome_of(keep({}, {}, {{7, "#c"}})), Outcome::done);
  EXPECT_EQ(outcome_of(keep({}, {}, {{7, "#c"}})), Outcome::done);
  EXPECT_THAT(names(), ElementsAre("7#c", "8#b"));
  EXPECT_EQ(outcome_of(keep({}, {}, {{7, "#b"}})), Outcome::done);
  EXPECT_THAT(names(), ElementsAre("7#b"));
  EXPECT_THAT(contents_of(*engine_).history.orphans, ElementsAre(8U));
  tidies();
  EXPECT_EQ(outcome_of(FreeRoom{7}), Outcome::absent);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(EachHistory, FreesARoomInStepsAndTellsNothingOfItMeanwhile) {
  const AccountId ana = make("ana");
  ASSERT_EQ(outcome_of(keep({}, {}, {{chat, "#chat"}})), Outcome::done);
  says_some(450);
  says(other, 1'000, "stays");
  ASSERT_EQ(outcome_of(NoteJoin{chat, ana, 1}), Outcome::done);
  ASSERT_EQ(outcome_of(KeepGap{chat, 1, 2, 3}), Outcome::done);
  EXPECT_EQ(outcome_of(FreeRoom{chat}), Outcome::absent);
  EXPECT_THAT(texts(latest(9)), IsEmpty());
  EXPECT_THAT(page(latest(9)).gaps, IsEmpty());
  EXPECT_THAT(contents_of(*engine_).history.orphans, ElementsAre(chat, other));
  EXPECT_TRUE(engine_->tidy());
  EXPECT_EQ(outcome_of(FreeRoom{chat}), Outcome::absent);
  tidies();
  EXPECT_EQ(outcome_of(FreeRoom{chat}), Outcome::done);
  EXPECT_EQ(outcome_of(FreeRoom{chat}), Outcome::done);
  EXPECT_THAT(texts(latest(9, other)), ElementsAre("stays"));
  // Used again, it shows nothing of the past, and is nobody's first joining.
  StoredLine line = line_of(chat, 5'000, "of another room");
  line.is_closed = true;
  keeps(line);
  ReadLines request = latest(9);
  EXPECT_THAT(texts(request), ElementsAre("of another room"));
  request.reader.account = ana;
  EXPECT_THAT(texts(request), IsEmpty());
}

TEST_P(EachHistory, KnowsWhoHasTalkedWithWhomAndWhen) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  const AccountId cid = make("cid");
  const Talk with_bea{ana, bea, 11};
  const Talk with_cid{ana, cid, 12};
  const Talk alone{ana, ana, 13};
  EXPECT_EQ(outcome_of(
                keep({line_of(11, 1'000, "a"), line_of(12, 2'000, "b"), line_of(13, 3'500, "note")},
                     {with_bea, with_cid, alone})),
            Outcome::done);
  says(11, 5'000, "c");
  EXPECT_THAT(
      asks(ReadTalks{ana, 0, 9, 10}).talks,
      ElementsAre(TalkTime{cid, 12, 2'000}, TalkTime{ana, 13, 3'500}, TalkTime{bea, 11, 5'000}));
  EXPECT_THAT(asks(ReadTalks{ana, 0, 9, 1}).talks, ElementsAre(TalkTime{cid, 12, 2'000}));
  EXPECT_THAT(asks(ReadTalks{ana, 0, 9, 2, true}).talks,
              ElementsAre(TalkTime{ana, 13, 3'500}, TalkTime{bea, 11, 5'000}));
  EXPECT_THAT(asks(ReadTalks{bea, 0, 9, 10}).talks, ElementsAre(TalkTime{ana, 11, 5'000}));
  EXPECT_THAT(asks(ReadTalks{bea, 5, 9, 10}).talks, IsEmpty());
  EXPECT_THAT(asks(ReadTalks{bea, 0, 5, 10}).talks, IsEmpty());
  EXPECT_THAT(contents_of(*engine_).history.talks, ElementsAre(with_bea, with_cid, alone));
  EXPECT_THAT(contents_of(*engine_).history.orphans, IsEmpty());
}

TEST_P(EachHistory, LeavesATalkWithSomebodyWhoIsGoneToNobody) {
  const AccountId ana = make("ana");
  EXPECT_EQ(outcome_of(keep({line_of(11, 1'000, "a")}, {{ana, 99, 11}})), Outcome::done);
  EXPECT_THAT(contents_of(*engine_).history.talks, IsEmpty());
  EXPECT_THAT(contents_of(*engine_).history.orphans, ElementsAre(11U));
}

}  // namespace
}  // namespace uvchat::store
