#include "store/file_lock.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/store/asked.h"

namespace uvchat::store {
namespace {

TEST(FileLock, IsHadByOneAtATimeAndLeavesNoFile) {
  const Folder folder;
  const std::string path = folder.path() / "lock";
  auto first = FileLock::take(path);
  ASSERT_TRUE(first && *first);
  const auto second = FileLock::take(path);
  ASSERT_TRUE(second);
  EXPECT_EQ(*second, nullptr);
  first->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  const auto third = FileLock::take(path);
  EXPECT_TRUE(third && *third);
}

TEST(FileLock, SaysWhyItCannotBeHad) {
  const Folder folder;
  const std::string path = folder.path() / "none" / "lock";
  EXPECT_EQ(FileLock::take(path).error().text,
            path + ": cannot be made: No such file or directory");
}

}  // namespace
}  // namespace uvchat::store
