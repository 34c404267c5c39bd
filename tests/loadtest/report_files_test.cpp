#include "loadtest/report_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace uvchat::loadtest {
namespace {

using testing::HasSubstr;

class ReportFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string contents_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string refused(const std::string& path) {
    const auto file = ReportFile::prepare(path);
    return file ? "" : file.error().text;
  }
  std::ptrdiff_t entries() const {
    return std::distance(std::filesystem::directory_iterator(folder_), {});
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("loadgen-reports-" + std::to_string(::getpid()));
  const std::string path_ = folder_ / "report";
};

TEST_F(ReportFileTest, AnOldReportStaysUntilTheNewOneIsWhole) {
  std::ofstream(path_) << "old";
  auto file = ReportFile::prepare(path_).value();
  EXPECT_TRUE(file->is_there());
  EXPECT_EQ(contents_of(path_), "old");
  ASSERT_TRUE(file->write("new"));
  EXPECT_EQ(contents_of(path_), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(ReportFileTest, ARunThatWritesNothingLeavesNothing) {
  ReportFile::prepare(path_).value().reset();
  EXPECT_EQ(entries(), 0);
}

TEST_F(ReportFileTest, IsWrittenWhereALinkPointsTo) {
  const std::string link = folder_ / "link";
  std::filesystem::create_symlink(path_, link);
  auto file = ReportFile::prepare(link).value();
  EXPECT_TRUE(file->is_at(path_));
  EXPECT_TRUE(file->is_at(folder_ / "." / "link"));
  EXPECT_FALSE(file->is_at("-"));
  ASSERT_TRUE(file->write("new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(contents_of(path_), "new");
}

TEST_F(ReportFileTest, KeepsThePermissionsOfTheOldOne) {
  std::ofstream(path_) << "old";
  ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
  ASSERT_TRUE(ReportFile::prepare(path_).value()->write("new"));
  struct stat is {};
  ASSERT_EQ(::stat(path_.c_str(), &is), 0);
  EXPECT_EQ(is.st_mode & 0777, 0640U);
}

TEST_F(ReportFileTest, SaysBeforeTheRunWhereItCannotBeWritten) {
  EXPECT_EQ(refused(folder_), folder_.string() + ": cannot be written: it is a folder");
  EXPECT_THAT(refused(folder_ / "no" / "report"), HasSubstr("No such file or directory"));
  EXPECT_THAT(refused("/dev/null/report"), HasSubstr("Not a directory"));
  EXPECT_EQ(refused(""), "a report: cannot be written: the name is empty");
}

TEST_F(ReportFileTest, SaysThatADeviceTakesNoMoreOrAPipeHasNoReader) {
  EXPECT_THAT(ReportFile::prepare("/dev/full").value()->write("new").error().text,
              HasSubstr("/dev/full: cannot be written: No space left"));
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(ReportFile::prepare(path_).value()->write("new").error().text,
              HasSubstr("nobody reads it"));
}

}  // namespace
}  // namespace uvchat::loadtest
