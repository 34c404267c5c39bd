#include "files/depot.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <barrier>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/files/depot_folder.h"

namespace uvchat::files {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

std::string refusal(const fs::path& folder) {
  const auto depot = Depot::open(folder);
  return depot ? "opened" : depot.error().text.substr(folder.string().size());
}

std::string store(Depot& depot, std::string_view bytes, char name = 'f') {
  Part part = depot.begin(name_of(name)).value();
  EXPECT_TRUE(part.append(bytes));
  return finish(part).hash;
}

mode_t mode_of(const fs::path& path) {
  struct stat is {};
  EXPECT_EQ(::lstat(path.c_str(), &is), 0);
  return is.st_mode & 0777U;
}

TEST(Depot, GivesBackWhatWasStored) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string hash = store(depot, "hello");
  EXPECT_EQ(hash, hash_of("hello"));
  EXPECT_TRUE(depot.open_file(hash).has_value());
  EXPECT_EQ(contents(depot, hash), "hello");
  const StoredFile file = depot.open_file(hash).value();
  std::string piece(3, ' ');
  EXPECT_EQ(file.read(3, piece).value(), 2U);
  EXPECT_EQ(piece.substr(0, 2), "lo");
  EXPECT_EQ(file.read(5, piece).value(), 0U);
  EXPECT_EQ(file.read(~std::uint64_t{0}, piece).value(), 0U);
}

TEST(Depot, LetsNobodyElseIn) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string hash = store(depot, "hello");
  EXPECT_EQ(mode_of(folder.depot()), 0700U);
  EXPECT_EQ(mode_of(folder.depot() / "parts"), 0700U);
  EXPECT_EQ(mode_of(folder.depot() / hash.substr(0, 2)), 0700U);
  EXPECT_EQ(mode_of(folder.depot() / hash.substr(0, 2) / hash), 0600U);
  const Part part = depot.begin(name_of('a')).value();
  EXPECT_EQ(mode_of(folder.depot() / "parts" / (name_of('a') + ".part")), 0600U);
}

TEST(Depot, IsRefusedWhereSomebodyElseCouldBeInIt) {
  const DepotFolder folder;
  const fs::path path = folder.depot();
  fs::create_directory(path);
  fs::permissions(path, fs::perms(0750));
  EXPECT_EQ(refusal(path), ": others can get in: chmod 700");
  fs::permissions(path, fs::perms(0700));
  const fs::path link = path.parent_path() / "link";
  fs::create_directory_symlink(path, link);
  EXPECT_EQ(refusal(link), ": it is no folder, or a link to one");
  EXPECT_EQ(refusal(path / "no" / "such"), ": No such file or directory");
  const auto first = Depot::open(path);
  ASSERT_TRUE(first);
  EXPECT_EQ(refusal(path), ": another server has it");
}

TEST(Depot, FollowsNoLinkThatSomebodyHasPutIntoIt) {
  const DepotFolder folder;
  const fs::path outside = folder.depot().parent_path() / "outside";
  std::ofstream(outside) << "secret";
  const std::string hash = hash_of("secret");
  {
    Depot depot = Depot::open(folder.depot()).value();
    fs::create_directory(folder.depot() / hash.substr(0, 2));
    fs::create_symlink(outside, folder.depot() / hash.substr(0, 2) / hash);
    EXPECT_FALSE(depot.open_file(hash).has_value());
    fs::create_symlink(outside, folder.depot() / "parts" / (name_of('a') + ".part"));
    EXPECT_FALSE(depot.begin(name_of('a')));
    EXPECT_FALSE(depot.resume(name_of('a')));
    EXPECT_TRUE(depot.parts().value().empty());
    // What is stored takes the link's place, and leaves alone what that leads to.
    EXPECT_EQ(store(depot, "secret"), hash);
    EXPECT_EQ(contents(depot, hash), "secret");
    EXPECT_TRUE(fs::exists(outside));
  }
  fs::remove_all(folder.depot() / "parts");
  fs::create_directory_symlink(folder.depot().parent_path(), folder.depot() / "parts");
  EXPECT_NE(refusal(folder.depot()), "opened");
}

TEST(Depot, TakesNothingButHashesForNames) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  for (const std::string& name :
       {std::string(), std::string("../../etc/passwd"), std::string(64, 'A'), std::string(64, '.'),
        std::string(65, 'a'), std::string(63, 'a'), std::string(64, '\0'), std::string(64, '/')}) {
    EXPECT_FALSE(depot.begin(name)) << name;
    EXPECT_FALSE(depot.resume(name)) << name;
    EXPECT_FALSE(depot.drop_part(name)) << name;
    EXPECT_FALSE(depot.open_file(name)) << name;
    EXPECT_FALSE(depot.drop_file(name)) << name;
    EXPECT_FALSE(depot.open_file(name)) << name;
  }
}

TEST(Depot, CountsTheSameBytesOnceAlsoWhereTheyArePlacedAtTheSameTime) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  constexpr std::string_view names = "01234567";
  for (int round = 0; round < 50; ++round) {
    const std::string bytes = "round " + std::to_string(100 + round);
    std::vector<Part> parts;
    for (const char name : names) {
      parts.push_back(depot.begin(name_of(name)).value());
      ASSERT_TRUE(parts.back().append(bytes));
      ASSERT_TRUE(parts.back().seal(std::nullopt));
    }
    std::barrier begin(static_cast<std::ptrdiff_t>(parts.size()));
    std::vector<std::thread> threads;
    for (Part& part : parts) {
      threads.emplace_back([&begin, &part] {
        begin.arrive_and_wait();
        EXPECT_TRUE(part.place());
      });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(depot.bytes_on_disk(), bytes.size());
    ASSERT_TRUE(depot.drop_file(hash_of(bytes)));
  }
}

TEST(Depot, StoresTheSameBytesOnce) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  EXPECT_EQ(store(depot, "hello"), store(depot, "hello"));
  EXPECT_EQ(depot.bytes_on_disk(), 5U);
  EXPECT_EQ(depot.hashes(0x2c).value(), std::vector{hash_of("hello")});
  EXPECT_TRUE(depot.hashes(0x2d).value().empty());
}

TEST(Depot, CountsWhatLiesInIt) {
  const DepotFolder folder;
  {
    Depot depot = Depot::open(folder.depot()).value();
    EXPECT_EQ(depot.bytes_on_disk(), 0U);
    store(depot, "hello");
    store(depot, "good evening");
    EXPECT_EQ(depot.bytes_on_disk(), 17U);
    Part part = depot.begin(name_of('a')).value();
    ASSERT_TRUE(part.append("comes in"sv));
    EXPECT_EQ(depot.bytes_on_disk(), 25U);
  }
  Depot depot = Depot::open(folder.depot()).value();
  EXPECT_EQ(depot.bytes_on_disk(), 25U);
  EXPECT_TRUE(depot.drop_part(name_of('a')));
  EXPECT_TRUE(depot.drop_part(name_of('a')));
  EXPECT_TRUE(depot.drop_file(hash_of("hello")));
  EXPECT_TRUE(depot.drop_file(hash_of("hello")));
  EXPECT_EQ(depot.bytes_on_disk(), 12U);
  EXPECT_FALSE(depot.open_file(hash_of("hello")).has_value());
  EXPECT_EQ(depot.open_file(hash_of("hello")).error().trouble, Trouble::absent);
}

TEST(Depot, LetsAFileBeReadToItsEndThatIsDroppedMeanwhile) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string hash = store(depot, "hello");
  const StoredFile file = depot.open_file(hash).value();
  ASSERT_TRUE(depot.drop_file(hash));
  std::string bytes(5, ' ');
  EXPECT_EQ(file.read(0, bytes).value(), 5U);
  EXPECT_EQ(bytes, "hello");
}

TEST(Depot, HasSoManyFilesOpenAtOnceAndNoMore) {
  const DepotFolder folder;
  Depot depot = Depot::open(folder.depot()).value();
  const std::string hash = store(depot, "hello");
  depot.bound_open_files(2);
  Part part = depot.begin(name_of('a')).value();
  {
    const StoredFile file = depot.open_file(hash).value();
    EXPECT_EQ(depot.open_file(hash).error().trouble, Trouble::busy);
    EXPECT_EQ(depot.begin(name_of('b')).error().trouble, Trouble::busy);
    part.rest();
    const StoredFile second = depot.open_file(hash).value();
    EXPECT_EQ(part.wake().error().trouble, Trouble::busy);
  }
  EXPECT_TRUE(part.wake());
  EXPECT_TRUE(depot.open_file(hash));
  EXPECT_TRUE(depot.begin(name_of('b')));
}

TEST(Depot, TellsWhichPartsAreLeft) {
  const DepotFolder folder;
  {
    Depot depot = Depot::open(folder.depot()).value();
    Part part = depot.begin(name_of('b')).value();
    ASSERT_TRUE(part.append("hel"sv));
    EXPECT_FALSE(depot.begin(name_of('b')));  // it is there
    EXPECT_EQ(depot.resume(name_of('c')).error().trouble, Trouble::absent);
  }
  std::ofstream(folder.depot() / "parts" / "strange.part") << "x";
  std::ofstream(folder.depot() / "parts" / (name_of('b') + ".clean")) << "half a picture";
  const Depot depot = Depot::open(folder.depot()).value();
  const auto left = depot.parts().value();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].name, name_of('b'));
  EXPECT_EQ(left[0].bytes, 3U);
  EXPECT_FALSE(fs::exists(folder.depot() / "parts" / (name_of('b') + ".clean")));
}

}  // namespace
}  // namespace uvchat::files
