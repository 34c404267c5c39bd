#include "files/part.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "files/depot.h"
#include "tests/files/depot_folder.h"
#include "tests/picture/pictures.h"

namespace uvchat::files {
namespace {

using picture::chunk;
using picture::exif;
using picture::features;
using picture::png_begin;
using picture::png_end;
using picture::riff_chunk;
using picture::webp_of;

using namespace std::string_view_literals;

constexpr std::size_t mib = std::size_t{1} << 20;

// Files of this process may be this long while it lives: the same answers as of a full disk.
class FileLimit {
 public:
  explicit FileLimit(std::size_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit limit{bytes, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
};

TEST(Part, IsStoredWholeOrNotAtAll) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append("hello "sv));
  ASSERT_TRUE(part.append("world"sv));
  EXPECT_EQ(part.size(), 11U);
  EXPECT_EQ(part.head().value(), "hello world");
  const Sealed sealed = part.seal(std::nullopt).value();
  EXPECT_EQ(sealed.bytes, 11U);
  EXPECT_EQ(sealed.hash, hash_of("hello world"));
  EXPECT_FALSE(depot.open_file(sealed.hash).has_value());
  ASSERT_TRUE(part.place());
  EXPECT_EQ(contents(depot, sealed.hash), "hello world");
  EXPECT_TRUE(depot.parts().value().empty());
  EXPECT_FALSE(part.place());
}

TEST(Part, MayBeEmpty) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  EXPECT_EQ(part.head().value(), "");
  EXPECT_EQ(finish(part).hash, hash_of(""));
  EXPECT_EQ(contents(depot, hash_of("")), "");
}

TEST(Part, RestsWithoutBeingReadAgain) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append("hello "sv));
  part.rest();
  EXPECT_TRUE(part.rests());
  std::ofstream(folder.depot() / "parts" / part_name(name_of('a')), std::ios::in) << "jello";
  ASSERT_TRUE(part.wake());
  ASSERT_TRUE(part.append("world"sv));
  EXPECT_EQ(part.size(), 11U);
  EXPECT_EQ(part.seal(std::nullopt).value().hash, hash_of("hello world"));
}

TEST(Part, RollsBackToItsMarkAndToElsewhere) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append("hello "sv));
  part.mark();
  ASSERT_TRUE(part.append("wrong"sv));
  ASSERT_TRUE(part.roll_back(6));
  EXPECT_EQ(depot.bytes_on_disk(), 6U);
  ASSERT_TRUE(part.append("there"sv));
  ASSERT_TRUE(part.roll_back(8));
  ASSERT_TRUE(part.append("ey"sv));
  ASSERT_TRUE(part.roll_back(10));  // all of it
  EXPECT_EQ(finish(part).hash, hash_of("hello they"));
}

TEST(Part, GoesOnWhereItsObjectEnded) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  {
    Part part = depot.begin(name_of('a')).value();
    ASSERT_TRUE(part.append("hello "sv));
  }
  Part part = depot.resume(name_of('a')).value();
  EXPECT_EQ(part.size(), 6U);
  ASSERT_TRUE(part.append("wo"sv));
  ASSERT_TRUE(part.roll_back(6));
  ASSERT_TRUE(part.append("world"sv));
  EXPECT_EQ(finish(part).hash, hash_of("hello world"));
}

TEST(Part, KeepsWhatItHasTakenWhenTheProcessIsKilled) {
  const DepotFolder folder;
  const std::string bytes(20 * mib + 1, 'x');
  const pid_t child = ::fork();
  if (child == 0) {
    Depot depot = Depot::open(folder.depot()).value();
    Part part = depot.begin(name_of('a')).value();
    if (part.append(bytes)) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.resume(name_of('a')).value();
  EXPECT_EQ(part.size(), bytes.size());
  EXPECT_EQ(finish(part).hash, hash_of(bytes));
}

TEST(Part, LosesTheMetadataOfAPicture) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string image = picture::features(0) + riff_chunk("VP8 ", std::string(mib, 'x'));
  const std::string secret = riff_chunk("EXIF", exif(true, 1));
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append(webp_of(image + secret)));
  const Sealed sealed = part.seal(picture::Format::webp).value();
  EXPECT_EQ(sealed.hash, hash_of(webp_of(image)));
  ASSERT_TRUE(part.place());
  EXPECT_EQ(contents(depot, sealed.hash), webp_of(image));
  EXPECT_TRUE(depot.parts().value().empty());
  EXPECT_EQ(depot.bytes_on_disk(), webp_of(image).size());
}

TEST(Part, IsSealedAgainWhereItWasNotPlaced) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string picture = png_begin + chunk("IDAT", "data") + png_end;
  {
    Part part = depot.begin(name_of('a')).value();
    ASSERT_TRUE(part.append(picture + "behind"));
    ASSERT_TRUE(part.seal(picture::Format::png));
  }
  Part part = depot.resume(name_of('a')).value();
  EXPECT_EQ(finish(part, picture::Format::png).hash, hash_of(picture));
  EXPECT_EQ(depot.bytes_on_disk(), picture.size());
  part = depot.begin(name_of('b')).value();
  ASSERT_TRUE(part.append(picture));
  ASSERT_TRUE(part.seal(picture::Format::png));
  ASSERT_TRUE(depot.drop_part(name_of('b')));
  EXPECT_EQ(depot.bytes_on_disk(), picture.size());
}

TEST(Part, IsWhatItWasWhereItsPictureIsDamaged) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append(png_begin));
  for (const picture::Format format :
       {picture::Format::png, picture::Format::jpeg, picture::Format::webp}) {
    EXPECT_EQ(part.seal(format).error().trouble, Trouble::damaged);
  }
  EXPECT_EQ(depot.bytes_on_disk(), png_begin.size());
  ASSERT_TRUE(part.append(chunk("IDAT", "data") + png_end));
  EXPECT_EQ(finish(part, picture::Format::png).bytes, part.size());
}

TEST(Part, IsWhatItWasWhereItsPictureDoesNotFitTwice) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string picture = png_begin + chunk("IDAT", std::string(mib, 'x')) + png_end;
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append(picture));
  {
    const FileLimit limit(mib / 2);
    EXPECT_EQ(part.seal(picture::Format::png).error().trouble, Trouble::full);
  }
  EXPECT_EQ(depot.bytes_on_disk(), picture.size());
  EXPECT_EQ(finish(part, picture::Format::png).hash, hash_of(picture));
}

TEST(Part, LosesNothingWhenNoMoreFits) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  Part part = depot.begin(name_of('a')).value();
  ASSERT_TRUE(part.append("hello "sv));
  {
    const FileLimit limit(8);  // two bytes more are written, and then none
    const auto appended = part.append("world"sv);
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().trouble, Trouble::full);
  }
  EXPECT_EQ(part.size(), 6U);
  EXPECT_EQ(depot.bytes_on_disk(), 6U);
  EXPECT_EQ(depot.parts().value().at(0).bytes, 6U);
  ASSERT_TRUE(part.append("world"sv));
  EXPECT_EQ(finish(part).hash, hash_of("hello world"));
}

TEST(Part, LosesNothingOnADiskThatIsFull) {
  const DepotFolder folder;
  const std::string disk = folder.depot().parent_path() / "disk";
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0700") != 0) {
    GTEST_SKIP() << "this user may not mount a file system";
  }
  {
    Depot depot = Depot::open(disk + "/uploads").value();
    Part other = depot.begin(name_of('b')).value();
    ASSERT_TRUE(other.append(std::string(mib / 2, 'b')));
    Part part = depot.begin(name_of('a')).value();
    ASSERT_TRUE(part.append(std::string(1000, 'a')));
    const auto appended = part.append(std::string(mib, 'a'));
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().trouble, Trouble::full);
    EXPECT_EQ(part.size(), 1000U);
    EXPECT_EQ(finish(other).hash, hash_of(std::string(mib / 2, 'b')));
    ASSERT_TRUE(depot.drop_file(hash_of(std::string(mib / 2, 'b'))));
    other = depot.begin(name_of('c')).value();
    ASSERT_TRUE(part.append(std::string(mib / 2, 'a')));
    EXPECT_EQ(finish(part).hash, hash_of(std::string(mib / 2 + 1000, 'a')));
  }
  EXPECT_EQ(::umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace uvchat::files
