#include "uvchat/http/file_name.h"

#include <gtest/gtest.h>

#include <string>

#include "uvchat/base/utf8.h"

namespace uvchat::http {
namespace {

using namespace std::string_literals;

TEST(FileName, StaysWhereItIsHarmless) {
  EXPECT_EQ(safe_name("cat picture.png"), "cat picture.png");
  EXPECT_EQ(safe_name("ma\xC3\xB1"
                      "ana \xF0\x9F\x90\x88.jpg"),
            "ma\xC3\xB1"
            "ana \xF0\x9F\x90\x88.jpg");
}

TEST(FileName, LosesItsPath) {
  EXPECT_EQ(safe_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(safe_name("C:\\Users\\ana\\a.txt"), "a.txt");
  EXPECT_EQ(safe_name("/"), "");
  EXPECT_EQ(safe_name(".."), "");
  EXPECT_EQ(safe_name("..."), "");
  EXPECT_EQ(safe_name(""), "");
}

TEST(FileName, LosesWhatHidesOrSteers) {
  EXPECT_EQ(safe_name("a\0b.txt"s), "a_b.txt");
  EXPECT_EQ(safe_name("a\r\nSet-Cookie: b"), "a__Set-Cookie: b");
  EXPECT_EQ(safe_name("photo\xE2\x80\xAEgpj.exe"), "photo_gpj.exe");
  EXPECT_EQ(safe_name("\xE2\x80\x8F"
                      "a\xE2\x81\xA6.txt"),
            "_a_.txt");
  EXPECT_EQ(safe_name("caf\xE9.txt"), "caf_.txt");
  EXPECT_EQ(safe_name(".htaccess"), "htaccess");
  EXPECT_EQ(safe_name(" a.txt . "), "a.txt");
}

TEST(FileName, KeepsItsExtensionWhereItIsTooLong) {
  const std::string name = safe_name(std::string(300, 'a') + ".tar.gz");
  EXPECT_EQ(name, std::string(name_bytes_max - 3, 'a') + ".gz");
  EXPECT_EQ(safe_name(std::string(300, 'a')), std::string(name_bytes_max, 'a'));
  EXPECT_EQ(safe_name("a." + std::string(300, 'b')).size(), name_bytes_max);
  std::string cats;
  for (int i = 0; i < 100; ++i) cats += "\xF0\x9F\x90\x88";
  EXPECT_TRUE(utf8_valid(safe_name(cats + ".png")));
}

TEST(FileName, IsToldForOldClientsAndNew) {
  EXPECT_EQ(disposition(true, ""), "inline");
  EXPECT_EQ(disposition(false, "a b.txt"), "attachment; filename=\"a b.txt\"");
  EXPECT_EQ(disposition(true,
                        "ma\xC3\xB1"
                        "ana.png"),
            "inline; filename=\"ma_ana.png\"; filename*=UTF-8''ma%C3%B1ana.png");
  EXPECT_EQ(disposition(false, "a\"; x=\"b%41.txt"),
            "attachment; filename=\"a_; x=_b_41.txt\"; "
            "filename*=UTF-8''a%22%3B%20x%3D%22b%2541.txt");
}

TEST(FileName, IsReadFromWhatARequestSays) {
  EXPECT_EQ(name_in_disposition("attachment; filename=\"a b.txt\""), "a b.txt");
  EXPECT_EQ(name_in_disposition("attachment; filename=a.txt; size=3"), "a.txt");
  EXPECT_EQ(name_in_disposition("attachment; FileName=\"a\\\"b.txt\""), "a\"b.txt");
  EXPECT_EQ(name_in_disposition("form-data; name=\"file\"; filename=\"C:\\dir\\a.txt\""), "a.txt");
  EXPECT_EQ(name_in_disposition("attachment; filename=a; filename*=UTF-8'en'ma%C3%B1ana"),
            "ma\xC3\xB1"
            "ana");
  EXPECT_EQ(name_in_disposition("attachment; filename*=utf-8''..%2F..%2Fa%00b"), "a_b");
}

TEST(FileName, IsNoneWhereARequestIsUnclear) {
  EXPECT_EQ(name_in_disposition(""), "");
  EXPECT_EQ(name_in_disposition("attachment"), "");
  EXPECT_EQ(name_in_disposition("attachment; filename=a; filename=b"), "");
  EXPECT_EQ(name_in_disposition("filename=a"), "");
  EXPECT_EQ(name_in_disposition("attachment; filename=a; filename*=UTF-8''%4"), "a");
  EXPECT_EQ(name_in_disposition("attachment; filename*=iso-8859-1''%E9"), "");
  EXPECT_EQ(name_in_disposition("attachment; filename=\"a"), "a");
  EXPECT_EQ(name_in_disposition("attachment; filename=\"a\\"), "");
  EXPECT_EQ(name_in_disposition(";;;=;\"=\";filename"), "");
}

}  // namespace
}  // namespace uvchat::http
