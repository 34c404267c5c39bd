#include "store/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

using testing::ElementsAre;

class Backup : public testing::Test {
 protected:
  std::string back_up_to(const std::string& name) const {
    const auto done = back_up(folder_.database(), folder_.path() / name);
    return done ? "done" : done.error().text;
  }

  const Folder folder_;
  const std::string copy_ = folder_.path() / "copy.db";
};

TEST_F(Backup, HoldsWhatWasConfirmedWhileItsServerGoesOn) {
  const auto engine = opened(folder_.database());
  ask(*engine, account_of("ana"));
  ask(*engine, ban_of("~x@*"));
  EXPECT_EQ(back_up_to("copy.db"), "done");
  ask(*engine, account_of("bea"));
  struct stat is {};
  ASSERT_EQ(::stat(copy_.c_str(), &is), 0);
  EXPECT_EQ(is.st_mode & 0777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(copy_ + ".part"));
  const auto restored = opened(copy_);
  EXPECT_THAT(names_in(*restored), ElementsAre("ana"));
  EXPECT_THAT(masks_in(*restored), ElementsAre("~x@*"));
  EXPECT_EQ(ask(*restored, account_of("bea")).outcome, Outcome::done);
  EXPECT_THAT(names_in(*engine), ElementsAre("ana", "bea"));
}

TEST_F(Backup, TakesNoFilesPlace) {
  opened(folder_.database()).reset();
  std::ofstream(copy_) << "mine";
  EXPECT_EQ(back_up_to("copy.db"), copy_ + ": is there already");
  EXPECT_EQ(std::filesystem::file_size(copy_), 4U);
  EXPECT_EQ(
      back_up_to("none/copy.db"),
      folder_.path().string() + "/none/copy.db.part: cannot be written: No such file or directory");
}

TEST_F(Backup, IsOfADatabaseOfOursAlone) {
  EXPECT_EQ(back_up_to("copy.db"),
            folder_.database() + ": cannot be opened: No such file or directory");
  EXPECT_FALSE(std::filesystem::exists(folder_.database()));
  std::ofstream(folder_.database()) << std::string(5'000, 'x');
  EXPECT_EQ(back_up_to("copy.db"), folder_.database() + ": is no database");
  EXPECT_FALSE(std::filesystem::exists(copy_));
}

}  // namespace
}  // namespace uvchat::store
