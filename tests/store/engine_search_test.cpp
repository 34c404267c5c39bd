// Searching in what was said.

#include "tests/store/each_history.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(EachSearch, FindsWholeWordsInAnyOrder) {
  says(chat, 1'000, "the quick brown fox");
  says(chat, 2'000, "a slow fox, quickly!");
  says(chat, 3'000, "firefox");
  EXPECT_THAT(found(words({"fox", "quick"})), ElementsAre("the quick brown fox"));
  EXPECT_THAT(found(words({"fox"})), ElementsAre("the quick brown fox", "a slow fox, quickly!"));
  EXPECT_THAT(found(words({"fox", "cat"})), IsEmpty());
}

TEST_P(EachSearch, FindsWordsThatBeginSo) {
  says(chat, 1'000, "the quick brown fox");
  says(chat, 2'000, "a slow fox, quickly!");
  says(chat, 3'000, "a quick fire-fox");
  EXPECT_THAT(found(words({"fox", "quick*"})),
              ElementsAre("the quick brown fox", "a slow fox, quickly!", "a quick fire-fox"));
  EXPECT_THAT(found(words({"quic*", "slo*"})), ElementsAre("a slow fox, quickly!"));
  EXPECT_THAT(found(words({"QUÍCK*", "fox**"})).size(), 3U);
  EXPECT_THAT(found(words({"fire-fo*"})), ElementsAre("a quick fire-fox"));
  EXPECT_THAT(found(words({"fir-fox*"})), IsEmpty());
  EXPECT_THAT(found(words({"uick*"})), IsEmpty());
}

// Too much of what was said would have to be read.
TEST_P(EachSearch, TakesABeginningThatIsTooShortForAWord) {
  says(chat, 1'000, "an answer");
  says(chat, 2'000, "and more");
  says(chat, 3'000, "日本語");
  EXPECT_THAT(found(words({"an*"})), ElementsAre("an answer"));
  EXPECT_THAT(found(words({"and*"})), ElementsAre("and more"));
  EXPECT_THAT(found(words({"日*"})), ElementsAre("日本語"));
}

TEST_P(EachSearch, FindsAWordThatIsInManyLinesAndOneThatIsInFew) {
  std::vector<StoredLine> lines;
  for (int i = 1; i <= 3'000; ++i) {
    const std::string word = i == 7 ? "rare" : i % 2 == 0 ? "even" : "odd";
    lines.push_back(line_of(chat, i * 1'000, word + " " + std::to_string(i)));
  }
  keeps_all(lines);
  SearchLines search = words({"even"});
  search.count_max = 2;
  EXPECT_THAT(found(search), ElementsAre("even 2998", "even 3000"));
  search.before_ms = 1'000;
  EXPECT_THAT(found(search), ElementsAre("even 996", "even 998"));
  EXPECT_THAT(found(words({"rare"})), ElementsAre("rare 7"));
  EXPECT_THAT(found(words({"rare", "even"})), IsEmpty());
}

TEST_P(EachSearch, FindsLettersWhateverTheirCaseAndDiacritics) {
  says(chat, 1'000, "Mañana en el CAFÉ");
  EXPECT_EQ(found(words({"manana"})).size(), 1U);
  EXPECT_EQ(found(words({"MAÑANA", "café"})).size(), 1U);
  EXPECT_EQ(found(words({"cafe"})).size(), 1U);
  says(chat, 2'000, "ÑANDÚ");
  EXPECT_EQ(found(words({"ñandú"})).size(), 1U);
}

TEST_P(EachSearch, TakesNothingForALanguageOfItsOwn) {
  says(chat, 1'000, "one two");
  for (const char* odd :
       {"one OR three", "NOT", "\"", "one\" OR \"two", "*", "(", "body:one", "one*", "-", "^one",
        "'", "one')--", "'one':*", "&", "!one", "one <-> two", "\\"}) {
    const Answer answer = asks(words({odd}));
    EXPECT_EQ(answer.outcome, Outcome::done) << odd << answer.why;
  }
  EXPECT_THAT(found(words({"one OR three"})), IsEmpty());
  EXPECT_THAT(found(words({"NOT"})), IsEmpty());
  EXPECT_THAT(found(words({"\xff\xfe"})), IsEmpty());
  EXPECT_THAT(found(words({std::string("o\0ne", 4)})), ElementsAre("one two"));
  EXPECT_THAT(found(words({std::string(5'000, 'x')})), IsEmpty());
  EXPECT_THAT(found(words({"..."})), IsEmpty());
  EXPECT_THAT(found(words({"one", "...", "\n*"})), ElementsAre("one two"));
  EXPECT_THAT(found(words({"one\nthree"})), IsEmpty());
}

TEST_P(EachSearch, FindsNothingCipheredRedactedOrThatIsNoWord) {
  StoredLine line = line_of(chat, 1'000, "secret one");
  line.is_ciphered = true;
  keeps(line);
  says(chat, 2'000, "secret two");
  says(chat, 3'000, "secret three");
  EXPECT_THAT(found(words({"secret"})), ElementsAre("secret two", "secret three"));
  ASSERT_EQ(outcome_of(Redact{chat, key_at(2'000), "op", 0, "", 9}), Outcome::done);
  EXPECT_THAT(found(words({"secret"})), ElementsAre("secret three"));
  ASSERT_EQ(outcome_of(TakeBack{{{chat, key_at(3'000)}}}), Outcome::done);
  EXPECT_THAT(found(words({"secret"})), IsEmpty());
  line = line_of(chat, 4'000, "secret topic");
  line.kind = LineKind::topic;
  keeps(line);
  line = line_of(chat, 5'000, "secret \xff bytes");
  keeps(line);
  EXPECT_THAT(found(words({"secret"})), IsEmpty());
}

TEST_P(EachSearch, FindsTheNewestOfSeveralRooms) {
  for (int i = 1; i <= 9; ++i) {
    says(i % 2 == 0 ? chat : other, i * 1'000, "word " + std::to_string(i));
  }
  says(9, 500, "word elsewhere");
  SearchLines search = words({"word"}, {chat, other});
  search.count_max = 3;
  tidies();
  const Answer answer = asks(search);
  EXPECT_THAT(texts_of(*answer.page), ElementsAre("word 7", "word 8", "word 9"));
  EXPECT_TRUE(answer.page->has_more);
  EXPECT_THAT(found(words({"word"}, {})), IsEmpty());
  EXPECT_EQ(found(words({"word"}, {chat})).size(), 4U);
}

TEST_P(EachSearch, FindsFewerLinesWhereTheyAreLargeOrTheRoomsAreMany) {
  const std::string large(60'000, 'x');
  for (int i = 1; i <= 12; ++i) says(chat, i * 1'000, "word " + large);
  SearchLines search = words({"word"});
  search.count_max = 100;
  EXPECT_EQ(found(search).size(), page_bytes_max / 60'200);
  says(other, 1'000, "word");
  says(other, 2'000, "word");
  std::vector<RoomNumber> rooms{other};
  for (RoomNumber room = 100; room < 100 + found_rows_max / 2; ++room) rooms.push_back(room);
  SearchLines far = words({"word"}, rooms);
  far.time_max_ms = 60'000;  // as long as it takes
  EXPECT_THAT(found(far), ElementsAre("word"));
}

TEST_P(EachSearch, FindsWhatSomebodySaidInATime) {
  StoredLine line = line_of(chat, 1'000, "word 1");
  line.account = 5;
  line.source = "Anita!ana@host";
  keeps(line);
  says(chat, 2'000, "word 2");
  says(chat, 3'000, "word 3");
  line = line_of(chat, 4'000, "word 4");
  line.source = "anabel!ana@host";
  keeps(line);
  SearchLines search = words({"word"});
  search.from = "ANA";
  EXPECT_THAT(found(search), ElementsAre("word 2", "word 3"));
  search.from_account = 5;
  EXPECT_THAT(found(search), ElementsAre("word 1", "word 2", "word 3"));
  search.words.clear();
  EXPECT_EQ(found(search).size(), 3U);
  search.words = {"word"};
  search.from.clear();
  search.from_account = 0;
  search.after_ms = 1;
  search.before_ms = 4;
  EXPECT_THAT(found(search), ElementsAre("word 2", "word 3"));
}

TEST_P(EachSearch, FindsOnlyWhatTheReaderMayRead) {
  StoredLine line = line_of(chat, 1'000, "word for ops");
  line.audience = Audience::ops;
  keeps(line);
  line = line_of(chat, 2'000, "word behind a closed door");
  line.is_closed = true;
  keeps(line);
  says(chat, 3'000, "word for all");
  SearchLines search = words({"word"});
  search.readers[0].audience = Audience::all;
  search.readers[0].closed_since_us = 2'500;
  EXPECT_THAT(found(search), ElementsAre("word for all"));
  search.words.clear();
  EXPECT_THAT(found(search), ElementsAre("word for all"));
  ASSERT_EQ(outcome_of(FreeRoom{chat}), Outcome::absent);
  EXPECT_EQ(asks(search).page->lines.size(), 0U);
}

TEST_P(EachSearch, FindsNothingOfWhatIsErasedOrGone) {
  const AccountId ana = make("ana");
  StoredLine line = line_of(chat, 1'000, "word of ana");
  line.account = ana;
  keeps(line);
  says(chat, 2'000, "word of somebody");
  EXPECT_EQ(found(words({"word"})).size(), 2U);
  ASSERT_EQ(outcome_of(EraseLines{ana, 0, 9'000}), Outcome::done);
  EXPECT_THAT(texts_of(*asks(words({"word"})).page), ElementsAre("word of somebody"));
  EXPECT_THAT(found(words({"word"})), ElementsAre("word of somebody"));
  tidies({.retention = {.age_max_us = 1}, .now_us = 900'000});
  EXPECT_THAT(found(words({"word"})), IsEmpty());
  // The number of the room is used again.
  says(chat, 1'000, "word of a later room");
  EXPECT_THAT(found(words({"word"})), ElementsAre("word of a later room"));
}

}  // namespace
}  // namespace uvchat::store
