#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files/desk_values.h"
#include "files/file_desk.h"
#include "tests/files/depot_folder.h"

namespace uvchat::files {

// A desk with its own depot. Its store keeps rows in memory. Its hub knows one account by the
// password and others by tokens. Clients send whole requests. Jobs run when the test lets time
// go on.
class DeskWorld : public testing::Test {
 protected:
  static constexpr store::AccountId ana = 7;

  // A request, and what has come of it.
  struct Talk {
    ConnId conn;
    std::string body;  // to be sent
    bool is_open = true;
    bool is_taken = false;  // the door wants the body
    bool wants_piece = false;
    std::size_t took = 0;
    std::optional<http::Response> response;
    std::string got;  // of the response's body

    int status() const { return response ? response->status : 0; }
    std::string field(std::string_view name) const {
      if (!response) return {};
      for (const http::Field& field : response->fields) {
        if (field.name == name) return field.value;
      }
      return {};
    }
  };

  DeskWorld() { begin(); }

  // As at the start of a server; what lies on the disk and in the store is there again.
  void begin() {
    desk.reset();
    depot.reset();
    jobs.clear();
    asked.clear();
    depot.emplace(*Depot::open(folder.depot().string()));
    desk = std::make_unique<FileDesk>(settings, ports(), *depot, log);
    desk->start(now);
    settle();
  }

  FileDesk::Ports ports() {
    return {[this](http::FileDoorSaid&& said) { hear(std::move(said)); },
            [this](Errand&& errand) { errands.push_back(std::move(errand)); },
            [this](store::Asked&& question) { asked.push_back(std::move(question)); },
            [this](std::function<void()> job, std::function<void()> then) {
              jobs.emplace_back(std::move(job), std::move(then));
            },
            [this] {
              std::string id = std::to_string(++ids);
              return std::string(32 - id.size(), '0') + id;
            }};
  }

  // --- Clients.

  Talk& ask(const std::string& method, const std::string& path,
            std::vector<http::Field> fields = {}, const std::string& body = {},
            bool is_secure = true) {
    const ConnId conn(0, static_cast<std::uint32_t>(++conns), 1);
    Talk& talk = *talks.emplace(conn, std::make_unique<Talk>()).first->second;
    talk.conn = conn;
    talk.body = body;
    http::Request head;
    head.method = method;
    head.path = path;
    head.fields = std::move(fields);
    head.fields.push_back({"host", "localhost"});
    head.streamed_bytes = body.size();
    desk->asked(std::move(head), {conn, *Address::parse("192.0.2.1"), is_secure}, now);
    return talk;
  }
  // Asks, and waits for the answer.
  Talk& say(const std::string& method, const std::string& path,
            std::vector<http::Field> fields = {}, const std::string& body = {},
            bool is_secure = true) {
    Talk& talk = ask(method, path, std::move(fields), body, is_secure);
    settle();
    return talk;
  }
  Talk& post(const std::string& body, std::vector<http::Field> fields = {}) {
    fields.push_back(password);
    return say("POST", "/upload", std::move(fields), body);
  }
  static std::vector<http::Field> tus(std::vector<http::Field> fields = {}) {
    fields.push_back({"tus-resumable", "1.0.0"});
    return fields;
  }
  // The path of a new upload by tus.
  std::string begin_tus(std::size_t bytes, std::vector<http::Field> fields = {}) {
    fields.push_back({"upload-length", std::to_string(bytes)});
    fields.push_back(password);
    return say("POST", "/upload", tus(std::move(fields))).field("Location");
  }
  static std::vector<http::Field> at(std::size_t offset, std::vector<http::Field> fields = {}) {
    fields.push_back({"upload-offset", std::to_string(offset)});
    fields.push_back({"content-type", "application/offset+octet-stream"});
    return tus(std::move(fields));
  }
  // The connection is gone.
  void leave(Talk& talk) {
    talk.is_open = false;
    desk->left(talk.conn);
    settle();
  }
  void send(Talk& talk, std::size_t bytes) {
    const std::string piece = talk.body.substr(0, bytes);
    talk.body.erase(0, bytes);
    desk->came(talk.conn, std::string(piece));
    if (talk.body.empty()) desk->ended(talk.conn);
  }

  // --- What the others do.

  void hear(http::FileDoorSaid&& said) {
    Talk& talk = *talks.at(said.conn);
    ASSERT_TRUE(talk.is_open);
    if (auto* response = std::get_if<http::Response>(&said.what)) {
      ASSERT_FALSE(talk.response.has_value());
      talk.response = std::move(*response);
      if (talk.response->body != nullptr) talk.got = *talk.response->body;
    } else if (auto* piece = std::get_if<http::BodyPiece>(&said.what)) {
      talk.got += *piece->bytes;
      talk.wants_piece = false;
    } else if (const auto* took = std::get_if<http::TookBody>(&said.what)) {
      talk.took += took->bytes;
    } else if (std::holds_alternative<http::TakeBody>(said.what)) {
      talk.is_taken = true;
    } else {
      talk.is_open = false;
    }
  }

  // Until nothing is under way. Bodies are sent, and files fetched, where somebody waits for them.
  void settle() {
    while (step()) continue;
  }
  bool step() {
    if (!errands.empty()) {
      const Errand errand = std::move(errands.front());
      errands.pop_front();
      desk->admitted(admit(errand));
      return true;
    }
    if (!asked.empty() && !store_is_away) {
      store::Asked question = std::move(asked.front());
      asked.pop_front();
      desk->answered({question.ticket, carry_out(question.request)});
      return true;
    }
    for (const auto& [conn, talk] : talks) {
      if (client_goes_on(*talk)) return true;
    }
    if (!jobs.empty()) {
      if (newest_job_first) std::swap(jobs.front(), jobs.back());
      const auto [job, then] = std::move(jobs.front());
      jobs.pop_front();
      job();
      then();
      return true;
    }
    return false;
  }
  bool client_goes_on(Talk& talk) {
    if (!talk.is_open || hold_bodies) return false;
    if (talk.is_taken && !talk.response && !talk.body.empty()) {
      send(talk, http::FileDoor::piece_bytes);
      return true;
    }
    if (!talk.response) return false;
    const std::uint64_t whole = talk.response->streamed_bytes;
    if (talk.got.size() < whole) {
      if (std::exchange(talk.wants_piece, true)) return false;
      desk->wants_piece(talk.conn);
      return true;
    }
    talk.is_open = false;
    desk->left(talk.conn);
    return true;
  }

  static ErrandDone admit(const Errand& errand) {
    const auto& who = std::get<errand::AdmitUpload>(errand.wish);
    if (who.token == "token" || (who.name == "ana" && who.password == "secret")) {
      return {.ticket = errand.ticket, .rows = errand::Uploader{ana, "ana", false, false}};
    }
    if (who.token.starts_with("of-")) {
      const store::AccountId account = std::stoull(who.token.substr(3));
      return {.ticket = errand.ticket, .rows = errand::Uploader{account, "other", false, false}};
    }
    return {.ticket = errand.ticket,
            .outcome = errand::Outcome::refused,
            .text = "The password is wrong."};
  }

  store::Answer carry_out(const store::Request& request) {
    store::Answer answer;
    answer.outcome = store::Outcome::done;
    if (const auto* add = std::get_if<store::AddUpload>(&request)) {
      upload_rows[add->upload.key_hash] = add->upload;
    } else if (const auto* drop = std::get_if<store::DropUpload>(&request)) {
      upload_rows.erase(drop->key_hash);
    } else if (std::holds_alternative<store::ReadUploads>(request)) {
      for (const auto& [hash, row] : upload_rows) {
        if (row.file.empty()) answer.uploads.push_back(row);
      }
    } else if (const auto* key = std::get_if<store::FindUpload>(&request)) {
      const auto it = upload_rows.find(key->key_hash);
      if (it == upload_rows.end()) {
        answer.outcome = store::Outcome::absent;
      } else {
        answer.uploads.push_back(it->second);
      }
    } else if (const auto* made = std::get_if<store::AddFile>(&request)) {
      file_rows[made->file.id] = made->file;
      if (!made->upload.empty()) upload_rows.at(made->upload).file = made->file.id;
    } else if (const auto* wanted = std::get_if<store::FindFile>(&request)) {
      const auto it = file_rows.find(wanted->id);
      if (it == file_rows.end()) {
        answer.outcome = store::Outcome::absent;
      } else {
        answer.files.push_back(it->second);
      }
    } else if (const auto* away = std::get_if<store::DropFile>(&request)) {
      file_rows.erase(away->id);
    } else if (std::holds_alternative<store::ReadFileSpace>(request)) {
      for (const auto& [id, row] : file_rows) answer.bytes += row.bytes;
    } else if (const auto* hashes = std::get_if<store::KnownHashes>(&request)) {
      for (const auto& [id, row] : file_rows) {
        const bool is_asked = std::find(hashes->hashes.begin(), hashes->hashes.end(), row.hash) !=
                              hashes->hashes.end();
        if (is_asked) answer.hashes.push_back(row.hash);
      }
    }
    return answer;
  }

  void passes(std::uint64_t seconds) {
    for (; seconds > 0; --seconds) {
      now.mono_ms += 1'000;
      now.wall_us += 1'000'000;
      desk->tick(now);
      settle();
    }
  }

  const http::Field password{"authorization", "Basic YW5hOnNlY3JldA=="};
  DepotFolder folder;
  NullLog log;
  DeskSettings settings{"https://chat.example.org",    1'000'000, 3'000'000, 10'000'000, 0,
                        std::make_shared<http::Site>()};
  Now now{1'000'000, 784'111'777'000'000};
  std::optional<Depot> depot;
  std::unique_ptr<FileDesk> desk;
  std::map<ConnId, std::unique_ptr<Talk>> talks;
  std::deque<Errand> errands;
  std::deque<store::Asked> asked;
  std::deque<std::pair<std::function<void()>, std::function<void()>>> jobs;
  std::map<std::string, store::UploadRow> upload_rows;
  std::map<std::string, store::FileRow> file_rows;
  bool store_is_away = false;
  bool hold_bodies = false;
  bool newest_job_first = false;
  int conns = 0;
  int ids = 0;
};

}  // namespace uvchat::files
