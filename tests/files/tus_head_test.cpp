#include "files/tus_head.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace uvchat::files {
namespace {

using http::Field;
using http::Request;
using http::Response;

Request request(const std::string& method, std::initializer_list<Field> fields) {
  Request made;
  made.method = method;
  made.fields = {{"tus-resumable", "1.0.0"}};
  made.fields.insert(made.fields.end(), fields);
  return made;
}

std::string field(const Response& response, std::string_view name) {
  for (const Field& one : response.fields) {
    if (one.name == name) return one.value;
  }
  return "none";
}

std::string created(std::initializer_list<Field> fields) {
  const auto creation = read_tus_creation(request("POST", fields), 1000);
  if (!creation) {
    EXPECT_EQ(field(creation.error(), "Tus-Resumable"), "1.0.0");
    return std::to_string(creation.error().status);
  }
  return std::to_string(creation->length) + " " + creation->name + " " + creation->type;
}

std::string patched(std::initializer_list<Field> fields) {
  Request head = request("PATCH", fields);
  if (!head.has("content-type")) {
    head.fields.push_back({"content-type", "application/offset+octet-stream"});
  }
  const auto patch = read_tus_patch(head);
  if (!patch) return std::to_string(patch.error().status);
  std::string told = std::to_string(patch->offset);
  if (patch->checksum) {
    told += patch->checksum->hash == Hash::sha1 ? " sha1 " : " sha256 ";
    told += patch->checksum->value;
  }
  return told;
}

TEST(TusHead, SpeaksOneVersionAlone) {
  for (const char* version : {"0.2.2", "1.0.1", "", "1.0.0, 1.0.0"}) {
    Request head = request("POST", {{"upload-length", "5"}});
    head.fields[0].value = version;
    const Response refusal = read_tus_creation(head, 1000).error();
    EXPECT_EQ(refusal.status, 412);
    EXPECT_EQ(field(refusal, "Tus-Version"), "1.0.0");
    EXPECT_EQ(read_tus_patch(head).error().status, 412);
  }
  EXPECT_EQ(refuse_tus_version(Request())->status, 412);
  EXPECT_FALSE(refuse_tus_version(request("HEAD", {})));
}

TEST(TusHead, TellsHowLongAFileIs) {
  EXPECT_EQ(created({{"upload-length", "1000"}}), "1000  ");
  EXPECT_EQ(created({{"upload-length", "0"}}), "0  ");
  EXPECT_EQ(created({{"upload-length", "1001"}}), "413");
  EXPECT_EQ(created({{"upload-length", "18446744073709551615"}}), "413");
  for (const char* wrong : {"18446744073709551616", "-1", "+1", " 1", "1 ", "", "1e3", "0x10"}) {
    EXPECT_EQ(created({{"upload-length", wrong}}), "400") << wrong;
  }
  EXPECT_EQ(created({}), "400");
  EXPECT_EQ(created({{"upload-length", "5"}, {"upload-length", "6"}}), "400");
  const Response refusal =
      read_tus_creation(request("POST", {{"upload-length", "1001"}}), 1000).error();
  EXPECT_EQ(field(refusal, "Tus-Max-Size"), "1000");
}

TEST(TusHead, RefusesWhatIsNotOfferedHere) {
  EXPECT_EQ(created({{"upload-defer-length", "1"}}), "400");
  EXPECT_EQ(created({{"upload-defer-length", "1"}, {"upload-length", "5"}}), "400");
  EXPECT_EQ(created({{"upload-concat", "partial"}, {"upload-length", "5"}}), "400");
}

TEST(TusHead, TellsNameAndTypeOfAFile) {
  EXPECT_EQ(created({{"upload-length", "5"},
                     {"upload-metadata", "filename bWUucG5n,filetype aW1hZ2UvcG5n,is_private"}}),
            "5 me.png image/png");
  EXPECT_EQ(created({{"upload-length", "5"}, {"upload-metadata", "filename Li4vLi4vYS50eHQ="}}),
            "5 a.txt ");
  EXPECT_EQ(created({{"upload-length", "5"}, {"upload-metadata", "filetype YTtiDQo="}}), "5  ");
  EXPECT_EQ(created({{"upload-length", "5"}, {"upload-metadata", ""}}), "5  ");
  for (const char* wrong : {"filename bWUucG5", "filename bWU ucG5n", ",",
                            "filename YQ==,filename YQ==", "filename \xFF"}) {
    EXPECT_EQ(created({{"upload-length", "5"}, {"upload-metadata", wrong}}), "400") << wrong;
  }
}

TEST(TusHead, LetsBytesComeWithACreation) {
  const Field type{"content-type", "application/offset+octet-stream"};
  EXPECT_EQ(created({{"upload-length", "5"}, {"content-length", "5"}, type}), "5  ");
  EXPECT_EQ(created({{"upload-length", "5"}, {"content-length", "6"}, type}), "400");
  EXPECT_EQ(created({{"upload-length", "5"}, {"content-length", "5"}}), "415");
  EXPECT_EQ(created({{"upload-length", "5"}, {"content-length", "0"}}), "5  ");
  EXPECT_EQ(created({{"upload-length", "5"}, {"upload-checksum", "md5 YQ=="}}), "400");
}

TEST(TusHead, TellsWhereAPieceBegins) {
  EXPECT_EQ(patched({{"upload-offset", "0"}}), "0");
  EXPECT_EQ(patched({{"upload-offset", "18446744073709551615"}}), "18446744073709551615");
  EXPECT_EQ(patched({{"upload-offset", "18446744073709551616"}}), "400");
  EXPECT_EQ(patched({{"upload-offset", "-0"}}), "400");
  EXPECT_EQ(patched({}), "400");
  EXPECT_EQ(patched({{"upload-offset", "0"}, {"content-type", "text/plain"}}), "415");
}

TEST(TusHead, TellsWhatAPieceHasToHashTo) {
  const std::string sha1 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODk=";
  const std::string sha256 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  const auto with = [](const std::string& checksum) {
    return patched({{"upload-offset", "7"}, {"upload-checksum", checksum}});
  };
  EXPECT_EQ(with("sha1 " + sha1), "7 sha1 01234567890123456789");
  EXPECT_EQ(with("sha256 " + sha256), "7 sha256 01234567890123456789012345678901");
  EXPECT_EQ(with("sha256 " + sha1), "400");
  EXPECT_EQ(with("md5 " + sha1), "400");
  EXPECT_EQ(with("sha1"), "400");
  EXPECT_EQ(with("sha1  " + sha1), "400");
  EXPECT_EQ(with(""), "400");
}

TEST(TusHead, TakesAMethodFromThoseWhoCannotSayIt) {
  EXPECT_EQ(tus_method(request("POST", {{"x-http-method-override", "PATCH"}})), "PATCH");
  EXPECT_EQ(tus_method(request("GET", {{"x-http-method-override", "DELETE"}})), "GET");
  EXPECT_EQ(tus_method(request("HEAD", {})), "HEAD");
}

}  // namespace
}  // namespace uvchat::files
