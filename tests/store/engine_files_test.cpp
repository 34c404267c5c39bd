#include "tests/store/each_engine.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<std::string> ids(const Answer& answer) {
  std::vector<std::string> all;
  for (const FileRow& file : answer.files) all.push_back(file.id);
  return all;
}

TEST_P(EachEngine, KnowsAFileByItsId) {
  const AccountId ana = make("ana");
  FileRow cat = file_of(ana, "cat");
  cat.name = "k\xC3\xA4tzchen.png";
  cat.until_us = 900;
  EXPECT_EQ(outcome_of(AddFile{cat}), Outcome::done);
  EXPECT_EQ(outcome_of(AddFile{file_of(0, "of a guest")}), Outcome::done);
  EXPECT_THAT(asks(FindFile{"cat"}).files, ElementsAre(cat));
  EXPECT_THAT(asks(FindFile{"of a guest"}).files, ElementsAre(file_of(0, "of a guest")));
  EXPECT_EQ(outcome_of(FindFile{"dog"}), Outcome::absent);
}

TEST_P(EachEngine, AddsAFileOnceHoweverOftenItIsAsked) {
  const AccountId ana = make("ana");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(outcome_of(AddFile{file_of(ana, "cat")}), Outcome::done);
  EXPECT_THAT(ids(asks(ReadFiles{ana})), ElementsAre("cat"));
  EXPECT_EQ(outcome_of(AddFile{file_of(ana, "cat", "other")}), Outcome::taken);
  EXPECT_EQ(outcome_of(AddFile{file_of(99, "of nobody")}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindFile{"of nobody"}), Outcome::absent);
}

TEST_P(EachEngine, FinishesAnUploadAndItsFileTogether) {
  const AccountId ana = make("ana");
  EXPECT_EQ(outcome_of(AddUpload{upload_of(ana, "key")}), Outcome::done);
  EXPECT_EQ(outcome_of(AddUpload{upload_of(ana, "key")}), Outcome::done);
  EXPECT_THAT(asks(ReadUploads{}).uploads, ElementsAre(upload_of(ana, "key")));
  EXPECT_EQ(outcome_of(AddFile{file_of(ana, "cat"), "unknown"}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindFile{"cat"}), Outcome::absent);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(outcome_of(AddFile{file_of(ana, "cat"), "key"}), Outcome::done);
  }
  UploadRow finished = upload_of(ana, "key");
  finished.file = "cat";
  EXPECT_THAT(asks(FindUpload{"key"}).uploads, ElementsAre(finished));
  EXPECT_THAT(asks(ReadUploads{}).uploads, IsEmpty());
  EXPECT_EQ(outcome_of(FindUpload{"unknown"}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddFile{file_of(ana, "second"), "key"}), Outcome::absent);
  EXPECT_EQ(outcome_of(FindFile{"second"}), Outcome::absent);
}

TEST_P(EachEngine, GivesAnUploadUp) {
  EXPECT_EQ(outcome_of(AddUpload{upload_of(99, "of nobody")}), Outcome::absent);
  EXPECT_EQ(outcome_of(AddUpload{upload_of(0, "of a guest")}), Outcome::done);
  EXPECT_THAT(asks(ReadUploads{}).uploads, ElementsAre(upload_of(0, "of a guest")));
  EXPECT_EQ(outcome_of(DropUpload{"of a guest"}), Outcome::done);
  EXPECT_EQ(outcome_of(DropUpload{"of a guest"}), Outcome::absent);
  EXPECT_THAT(asks(ReadUploads{}).uploads, IsEmpty());
}

TEST_P(EachEngine, TellsAllUploadsAPageAtATime) {
  for (const char* key_hash : {"c", "a", "b"}) asks(AddUpload{upload_of(0, key_hash)});
  EXPECT_THAT(asks(ReadUploads{.rows_max = 2}).uploads,
              ElementsAre(upload_of(0, "a"), upload_of(0, "b")));
  EXPECT_THAT(asks(ReadUploads{"b", 2}).uploads, ElementsAre(upload_of(0, "c")));
}

TEST_P(EachEngine, DropsAFileForItsOwnerAndForWhoMayDropAny) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(AddUpload{upload_of(ana, "key")});
  asks(AddUpload{upload_of(ana, "unfinished")});
  asks(AddFile{file_of(ana, "cat"), "key"});
  asks(AddFile{file_of(ana, "dog")});
  asks(AddFile{file_of(0, "of a guest")});
  EXPECT_EQ(outcome_of(DropFile{"cat", bea}), Outcome::absent);
  EXPECT_THAT(asks(DropFile{"cat", ana}).files, ElementsAre(file_of(ana, "cat")));
  EXPECT_EQ(outcome_of(DropFile{"cat", ana}), Outcome::absent);
  EXPECT_THAT(asks(ReadUploads{}).uploads, ElementsAre(upload_of(ana, "unfinished")));
  EXPECT_EQ(outcome_of(DropFile{"of a guest", bea}), Outcome::absent);
  EXPECT_EQ(outcome_of(DropFile{"dog", 0}), Outcome::done);
  EXPECT_EQ(outcome_of(DropFile{"of a guest", 0}), Outcome::done);
  EXPECT_THAT(ids(asks(ReadFiles{ana})), IsEmpty());
}

TEST_P(EachEngine, TellsTheNewestFilesOfAnAccountFirstAPageAtATime) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  for (const char* id : {"c", "a", "d", "b"}) asks(AddFile{file_of(ana, id)});
  asks(AddFile{file_of(bea, "of bea")});
  asks(AddFile{file_of(0, "of a guest")});
  EXPECT_THAT(ids(asks(ReadFiles{ana, "", 3})), ElementsAre("b", "d", "a"));
  EXPECT_THAT(ids(asks(ReadFiles{ana, "a", 3})), ElementsAre("c"));
  EXPECT_THAT(ids(asks(ReadFiles{ana, "c", 3})), IsEmpty());
  EXPECT_EQ(outcome_of(ReadFiles{ana, "of bea", 3}), Outcome::absent);
  EXPECT_EQ(outcome_of(ReadFiles{ana, "unknown", 3}), Outcome::absent);
}

TEST_P(EachEngine, TellsTheFilesOfGuestsAPageAtATime) {
  const AccountId ana = make("ana");
  asks(AddFile{file_of(ana, "of ana")});
  for (const char* id : {"b", "c", "a"}) asks(AddFile{file_of(0, id)});
  EXPECT_THAT(ids(asks(ReadFiles{0, "", 2})), ElementsAre("a", "c"));
  EXPECT_THAT(asks(ReadFiles{0, "c", 2}).files, ElementsAre(file_of(0, "b")));
  EXPECT_EQ(outcome_of(ReadFiles{0, "of ana", 2}), Outcome::absent);
}

TEST_P(EachEngine, CountsTheBytesOfAnAccountAndOfGuests) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  FileRow large = file_of(ana, "large");
  large.bytes = std::uint64_t{5} << 40;
  asks(AddFile{large});
  asks(AddFile{file_of(ana, "small")});
  asks(AddFile{file_of(0, "of a guest")});
  EXPECT_EQ(asks(ReadFileSpace{ana}).bytes, large.bytes + file_bytes_min);
  EXPECT_EQ(asks(ReadFileSpace{bea}).bytes, 0U);
  EXPECT_EQ(asks(ReadFileSpace{0}).bytes, file_bytes_min);
  EXPECT_EQ(asks(ReadFileSpace{}).bytes, large.bytes + 2 * file_bytes_min);
}

TEST_P(EachEngine, KnowsWhichHashesAFileHas) {
  const AccountId ana = make("ana");
  asks(AddFile{file_of(ana, "cat", "first")});
  asks(AddFile{file_of(ana, "the same cat", "first")});
  asks(AddFile{file_of(0, "dog", "second")});
  EXPECT_THAT(asks(KnownHashes{{"second", "third", "first"}}).hashes,
              UnorderedElementsAre("first", "second"));
  asks(DropFile{"cat", ana});
  EXPECT_THAT(asks(KnownHashes{{"first"}}).hashes, ElementsAre("first"));
  asks(DropFile{"the same cat", ana});
  EXPECT_THAT(asks(KnownHashes{{"first"}}).hashes, IsEmpty());
  EXPECT_EQ(outcome_of(KnownHashes{}), Outcome::done);
}

TEST_P(EachEngine, DropsWhatIsPastItsTimeSomeAtATime) {
  const AccountId ana = make("ana");
  asks(AddFile{file_of(ana, "stays")});
  for (std::int64_t until_us : {300, 100, 200}) {
    FileRow file = file_of(ana, "until " + std::to_string(until_us));
    file.until_us = until_us;
    asks(AddFile{file});
  }
  asks(AddUpload{upload_of(ana, "key")});
  EXPECT_EQ(asks(DropExpired{99, 10}).count, 0U);
  EXPECT_EQ(asks(DropExpired{300, 2}).count, 2U);
  EXPECT_THAT(ids(asks(ReadFiles{ana})), ElementsAre("until 300", "stays"));
  EXPECT_EQ(asks(DropExpired{1'000, 2}).count, 2U);
  EXPECT_THAT(ids(asks(ReadFiles{ana})), ElementsAre("stays"));
  EXPECT_THAT(asks(ReadUploads{}).uploads, IsEmpty());
}

TEST_P(EachEngine, DropsTheFilesAndUploadsOfAnAccountWithIt) {
  const AccountId ana = make("ana");
  const AccountId bea = make("bea");
  asks(AddFile{file_of(ana, "cat", "hers")});
  asks(AddFile{file_of(bea, "dog", "other")});
  asks(AddUpload{upload_of(ana, "key")});
  asks(AddUpload{upload_of(bea, "other key")});
  EXPECT_EQ(outcome_of(DropAccount{ana}), Outcome::done);
  EXPECT_EQ(outcome_of(FindFile{"cat"}), Outcome::absent);
  EXPECT_THAT(asks(KnownHashes{{"hers", "other"}}).hashes, ElementsAre("other"));
  EXPECT_THAT(asks(ReadUploads{}).uploads, ElementsAre(upload_of(bea, "other key")));
  EXPECT_EQ(outcome_of(AddFile{file_of(ana, "too late"), "key"}), Outcome::absent);
}

}  // namespace
}  // namespace uvchat::store
