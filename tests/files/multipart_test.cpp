#include "files/multipart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace uvchat::files {
namespace {

using namespace std::string_literals;

const std::string field_part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n";
const std::string file_head =
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cat.png\"\r\n"
    "Content-Type: image/png\r\n\r\n";
const std::string last = "\r\n--b--\r\n";

std::string read_in(const std::string& form, std::size_t piece) {
  MultipartReader reader("b");
  std::string bytes;
  for (std::size_t at = 0; at < form.size(); at += piece) {
    if (!reader.feed(form.substr(at, piece), bytes)) return "refused";
  }
  if (!reader.is_done()) return reader.has_file() ? "cut: " + bytes : "none";
  return reader.name() + ", " + reader.type() + ": " + bytes;
}

std::string read_form(const std::string& form) {
  const std::string whole = read_in(form, form.size() + 1);
  for (const std::size_t piece : {1U, 2U, 5U, 7U}) EXPECT_EQ(read_in(form, piece), whole) << form;
  return whole;
}

TEST(Multipart, GivesTheFileOfAForm) {
  EXPECT_EQ(read_form(file_head + "meow" + last), "cat.png, image/png: meow");
  EXPECT_EQ(read_form(field_part + file_head + "meow" + last), "cat.png, image/png: meow");
  EXPECT_EQ(read_form(file_head + "meow\r\n" + field_part + "--b--"), "cat.png, image/png: meow");
  EXPECT_EQ(read_form("What old mail programs show.\r\n" + file_head + "meow" + last),
            "cat.png, image/png: meow");
  EXPECT_EQ(read_form(file_head + last), "cat.png, image/png: ");
}

TEST(Multipart, TakesTheFieldFileOrTheFirstWithAName) {
  EXPECT_EQ(read_form("--b\r\ncontent-disposition:form-data;name=file\r\n\r\nmeow" + last),
            ", : meow");
  EXPECT_EQ(read_form("--b\r\nContent-Disposition: form-data; name=x; filename=y\r\n\r\n1\r\n" +
                      file_head + "2" + last),
            "y, : 1");
  EXPECT_EQ(read_form("--b\r\nContent-Disposition: form-data; name=file; "
                      "filename*=UTF-8''%2E%2E%2Fa\r\n\r\n1" +
                      last),
            "a, : 1");
}

TEST(Multipart, GivesBytesThatLookLikeADelimiter) {
  for (const std::string& bytes : {"\r\n"s, "\r\n--"s, "\r\n-- b"s, "\r\r\n--a\n--b"s, "--b"s,
                                   "\0\r\n\r\n"s, "\r\n\r\n--\r\n--"s}) {
    EXPECT_EQ(read_form(file_head + bytes + last), "cat.png, image/png: " + bytes);
  }
}

TEST(Multipart, RefusesAFormWithoutAFile) {
  EXPECT_EQ(read_form(field_part + "--b--\r\n"), "refused");
  EXPECT_EQ(read_form("--b--\r\n"), "refused");
  EXPECT_EQ(read_form("--b\r\n\r\nno head\r\n--b--\r\n"), "refused");
  EXPECT_EQ(read_form("--bb\r\n" + file_head), "refused");
  EXPECT_EQ(read_form("{\"no\": \"form\"}"), "none");
}

TEST(Multipart, TellsThatAFormWasCut) {
  EXPECT_EQ(read_form(file_head + "meow"), "cut: ");
  EXPECT_EQ(read_form(file_head + "meow meow"), "cut: meow ");
  EXPECT_EQ(read_form(file_head.substr(0, 50)), "none");
  EXPECT_EQ(read_form("--b"), "none");
}

TEST(Multipart, BoundsHeadsAndPartsInFrontOfTheFile) {
  EXPECT_EQ(read_form("--b\r\nX: " + std::string(5000, 'x') + "\r\n\r\n"), "refused");
  EXPECT_EQ(read_form("--b" + std::string(5000, ' ')), "refused");
  std::string many;
  for (std::size_t i = 0; i < MultipartReader::parts_max; ++i) many += field_part;
  EXPECT_EQ(read_form(many + file_head + "meow" + last), "refused");
}

TEST(Multipart, RefusesAPartWithTwoDispositions) {
  EXPECT_EQ(read_form("--b\r\nContent-Disposition: form-data; name=a\r\n"
                      "Content-Disposition: form-data; name=file\r\n\r\nx" +
                      last),
            "refused");
}

TEST(Multipart, ReadsTheBoundaryOfARequest) {
  const auto boundary = [](std::string_view type) {
    return MultipartReader::boundary_in(type).value_or("none");
  };
  EXPECT_EQ(boundary("multipart/form-data; boundary=----WebKit1aB"), "----WebKit1aB");
  EXPECT_EQ(boundary("Multipart/Form-Data ; charset=utf-8; boundary=\"a b\""), "a b");
  EXPECT_EQ(boundary("multipart/form-data"), "none");
  EXPECT_EQ(boundary("multipart/form-data; boundary="), "none");
  EXPECT_EQ(boundary("multipart/form-data; boundary=\"a \""), "none");
  EXPECT_EQ(boundary("multipart/form-data; boundary=\"a\r\nb\""), "none");
  EXPECT_EQ(boundary("multipart/form-data; boundary=a; boundary=b"), "none");
  EXPECT_EQ(boundary("multipart/form-data; boundary=" + std::string(71, 'a')), "none");
  EXPECT_EQ(boundary("multipart/mixed; boundary=a"), "none");
  EXPECT_EQ(boundary("image/png; boundary=a"), "none");
}

}  // namespace
}  // namespace uvchat::files
