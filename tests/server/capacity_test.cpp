#include "server/capacity.h"

#include <gtest/gtest.h>

namespace uvchat::server {
namespace {

TEST(Capacity, LeavesAQuarterToFilesThatAreSentAndFetched) {
  EXPECT_EQ(share_out(1024, 0, true), (Capacity{720, 240}));
  EXPECT_EQ(share_out(1024, 0, false), (Capacity{960, 0}));
}

TEST(Capacity, GivesFilesNoMoreThanTheyNeedWhereThereIsMuch) {
  EXPECT_EQ(share_out(65536, 0, true), (Capacity{61376, 4096}));
}

TEST(Capacity, GivesFilesWhatTheConnectionsThatAreWantedLeave) {
  EXPECT_EQ(share_out(1024, 100, true), (Capacity{100, 860}));
  EXPECT_EQ(share_out(1024, 944, true), (Capacity{944, 16}));
}

TEST(Capacity, IsRefusedWhereConnectionsWouldStarveTheServersOwnFiles) {
  EXPECT_EQ(share_out(1024, 945, true).error().text,
            "too few file descriptors: 1024 allowed, 1025 needed for 945 connections and the files "
            "of uploads (raise it with ulimit -n)");
  EXPECT_EQ(share_out(1024, 960, false), (Capacity{960, 0}));
  EXPECT_FALSE(share_out(95, 0, true).has_value());
  EXPECT_EQ(share_out(96, 0, true), (Capacity{16, 16}));
}

}  // namespace
}  // namespace uvchat::server
