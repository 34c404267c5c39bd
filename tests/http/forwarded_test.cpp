#include "uvchat/http/forwarded.h"

#include <gtest/gtest.h>

#include <string>

namespace uvchat::http {
namespace {

const std::vector<Network> proxies{*Network::parse("10.0.0.0/8"), *Network::parse("::1")};

// "ADDRESS", "ADDRESS secure", or "nobody".
std::string told(std::vector<Field> fields, ForwardedBy by) {
  Request request;
  request.fields = std::move(fields);
  const Forwarded forwarded = forwarded_for(request, by, proxies);
  return (forwarded.address ? forwarded.address->text() : "nobody") +
         (forwarded.is_secure ? " secure" : "");
}
std::string x(const std::string& value, const std::string& proto = "http") {
  return told({{"x-forwarded-for", value}, {"x-forwarded-proto", proto}},
              ForwardedBy::x_forwarded_for);
}
std::string rfc(const std::string& value) {
  return told({{"forwarded", value}}, ForwardedBy::forwarded);
}

TEST(XForwardedFor, NamesTheClientOfTheFirstProxy) {
  EXPECT_EQ(x("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(x("192.0.2.1, 10.0.0.2"), "192.0.2.1");
  EXPECT_EQ(x("2001:db8::1,::1"), "2001:db8::1");
  EXPECT_EQ(x("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(x("[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(x("192.0.2.1", "https"), "192.0.2.1 secure");
}

TEST(XForwardedFor, BelievesNothingThatTheClientMayHaveWritten) {
  EXPECT_EQ(x("127.0.0.1, 192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(x("198.51.100.9, 192.0.2.1, 10.0.0.2"), "192.0.2.1");
  EXPECT_EQ(told({{"x-forwarded-for", "198.51.100.9"}, {"x-forwarded-for", "192.0.2.1"}},
                 ForwardedBy::x_forwarded_for),
            "192.0.2.1");
}

// What a client writes stands in front of what its proxy appends.
TEST(XForwardedFor, IsNotTurnedByWhatTheClientHasLeftOpen) {
  EXPECT_EQ(x("6.6.6.6:\", 192.0.2.1"), "192.0.2.1");
  const auto in_two = [](const std::string& first) {
    return told({{"x-forwarded-for", first}, {"x-forwarded-for", "192.0.2.1"}},
                ForwardedBy::x_forwarded_for);
  };
  EXPECT_EQ(in_two("6.6.6.6:\""), "192.0.2.1");
  EXPECT_EQ(in_two("\""), "192.0.2.1");
  EXPECT_EQ(x("192.0.2.1:80x"), "nobody");
  EXPECT_EQ(x("[2001:db8::1]x"), "nobody");
}

TEST(XForwardedFor, NamesNobodyWhereItIsNotUnderstood) {
  EXPECT_EQ(x("unknown"), "nobody");
  EXPECT_EQ(x("192.0.2.1, unknown, 10.0.0.2"), "nobody");
  EXPECT_EQ(x("192.0.2.1,"), "nobody");
  EXPECT_EQ(x("\"192.0.2.1\", 10.0.0.2"), "nobody");
  EXPECT_EQ(x("", "https"), "nobody");
  EXPECT_EQ(told({}, ForwardedBy::x_forwarded_for), "nobody");
}

TEST(XForwardedFor, ByProxiesAloneIsTheFirstOfThem) {
  EXPECT_EQ(x("10.0.0.3, 10.0.0.2"), "10.0.0.3");
}

TEST(ForwardedField, NamesTheClientOfTheFirstProxy) {
  EXPECT_EQ(rfc("for=192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(rfc("For=\"[2001:db8::1]:4711\";Proto=https;by=10.0.0.1"), "2001:db8::1 secure");
  EXPECT_EQ(rfc("for=192.0.2.1;proto=https, for=10.0.0.2;proto=http"), "192.0.2.1 secure");
  EXPECT_EQ(rfc("for=127.0.0.1;proto=https, for=192.0.2.1"), "192.0.2.1");
}

TEST(ForwardedField, IsNotTurnedByWhatTheClientHasLeftOpen) {
  EXPECT_EQ(rfc("for=6.6.6.6;proto=https;x=\", for=192.0.2.1;proto=http"), "192.0.2.1");
  EXPECT_EQ(told({{"forwarded", "for=6.6.6.6;proto=https;x=\""}, {"forwarded", "for=192.0.2.1"}},
                 ForwardedBy::forwarded),
            "192.0.2.1");
}

TEST(ForwardedField, NamesNobodyWhereItIsNotUnderstood) {
  EXPECT_EQ(rfc("for=unknown"), "nobody");
  EXPECT_EQ(rfc("for=_hidden, for=10.0.0.2"), "nobody");
  EXPECT_EQ(rfc("for=\"192.0.2.1;for=10.0.0.2"), "nobody");
  EXPECT_EQ(rfc("proto=https"), "nobody");
  EXPECT_EQ(rfc(""), "nobody");
}

TEST(ForwardedField, OnlyTheOneThatTheProxyWritesCounts) {
  EXPECT_EQ(told({{"forwarded", "for=198.51.100.9;proto=https"}}, ForwardedBy::x_forwarded_for),
            "nobody");
  EXPECT_EQ(told({{"x-forwarded-for", "198.51.100.9"}}, ForwardedBy::forwarded), "nobody");
}

}  // namespace
}  // namespace uvchat::http
