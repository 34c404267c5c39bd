#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// HTTP/1.1 messages as values (RFC 9110, RFC 9112). What a request holds are a stranger's bytes.

namespace uvchat::http {

struct Field {
  std::string name;  // of a request, in lower case
  std::string value;
};

struct Request {
  std::string method;  // "GET"
  std::string path;    // of the target, as it was sent: percent signs and all
  std::string query;   // behind the '?', without it
  std::vector<Field> fields;
  std::string body;                  // where it is read: see Reader
  std::uint64_t streamed_bytes = 0;  // of a body that the Reader leaves to its caller
  bool is_1_1 = true;                // of the version HTTP/1.1, or else 1.0
  bool keeps_alive = true;           // another request may follow on this connection

  // The field's value, where it stands there exactly once; else nothing.
  const std::string* only(std::string_view name) const;
  bool has(std::string_view name) const;
  // Whether one of the field's comma-separated items is `item`, compared without regard to case.
  bool lists(std::string_view name, std::string_view item) const;
};

// The body is shared: a page that a thousand clients fetch is in memory once.
using Body = std::shared_ptr<const std::string>;

struct Response {
  int status = 200;
  std::vector<Field> fields;  // without Date, Content-Length and Connection
  Body body;                  // null: none
  std::size_t begin = 0;      // of the body, what is sent
  std::size_t end = 0;
  std::uint64_t streamed_bytes = 0;  // of a body that comes in pieces, behind `body`
};

// A response whose body is one line of text.
Response say(int status, std::string_view line);
Response with_body(int status, std::string_view type, Body body);

// What stands before the body, to its empty line. A response to HEAD has the same head as to GET.
std::string head_of(const Response& response, bool keeps_alive, std::string_view date);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string date_text(std::int64_t unix_s);

}  // namespace uvchat::http
