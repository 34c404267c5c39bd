// What the server answers the crowd's hub.

#include <memory>
#include <utility>

#include "tests/fuzz/hub_crowd.h"
#include "uvchat/base/assert.h"
#include "uvchat/base/email.h"

namespace uvchat::fuzz {
namespace {

// Lines as they are kept, and as somebody may have made them of these.
std::shared_ptr<const store::Page> some_page() {
  store::StoredLine line{.room = 1, .key = {1'790'000'000'000'000, 1, 1 << 20}};
  line.source = "ana!~u@host";
  line.text = "hello";
  auto page = std::make_shared<store::Page>();
  page->lines.push_back(line);
  line.is_multiline = true;
  line.text = "one\rand more\n\ntwo";
  page->lines.push_back(line);
  line.kind = store::LineKind::kick;
  line.words = "ben";
  page->lines.push_back(line);
  line.is_multiline = false;
  line.text = "two\r\nQUIT";
  page->lines.push_back(line);
  line.source = "ana!~u@host\nPING";
  page->lines.push_back(line);
  return page;
}

}  // namespace

// Whatever the store was asked: that it is done, with all that an answer may have.
store::Answer Crowd::store_answer() {
  auto data = std::make_shared<store::AccountData>();
  data->email = "ana@example.org";
  data->tokens = {{1, "\x02phone \"of\" ana", 1, 2}};
  data->certificates = {{"07", 1}};
  for (int i = 0; i < 100; ++i) data->access.emplace_back("#a b" + std::to_string(i), "o");
  const store::FileRow file{.id = std::string(32, 'a'),
                            .hash = "hash",
                            .bytes = 7,
                            .type = "text/plain; charset=utf-8",
                            .name = "my cat.txt"};
  return {.outcome = store::Outcome::done,
          .account = ++accounts_,
          .credentials = {"$argon2id$", 1},
          .certificates = {{"07", 1}},
          .data = std::move(data),
          .page = some_page(),
          .talks = {{1, 1, 1'790'000'000'000'000}, {7, 2, 5}},
          .markers = {{"#a", 5}, {"", 7}},
          .files = {file}};
}

void Crowd::take_requests() {
  for (Request& request : hub_.take_requests()) {
    if (const auto* check = std::get_if<CheckPassword>(&request)) {
      UVCHAT_ASSERT(check->ticket.number != 0 &&
                    named(check->ticket.conn).conn == check->ticket.conn);
      asked_.emplace_back(PasswordChecked{check->ticket, PasswordVerdict::match});
    } else if (const auto* hash = std::get_if<HashPassword>(&request)) {
      asked_.emplace_back(PasswordHashed{hash->ticket, "$argon2id$"});
    } else if (const auto* scram = std::get_if<CheckScram>(&request)) {
      asked_.emplace_back(ScramChecked{scram->ticket, PasswordVerdict::match, "signature"});
    } else if (const auto* read = std::get_if<ReadStoreFigures>(&request)) {
      asked_.emplace_back(StoreFiguresRead{read->ticket, {.engine = "memory"}});
    } else if (const auto* draw = std::get_if<DrawToken>(&request)) {
      asked_.emplace_back(TokenDrawn{draw->ticket, "token"});
    } else if (const auto* uploads = std::get_if<AskUploads>(&request)) {
      asked_.emplace_back(
          UploadsTold{uploads->ticket,
                      UploadsOutcome::done,
                      {{std::string(64, 'e'), 7, 48'211, 1'790'000'000'000'000, "my cat.txt"}}});
    } else if (const auto* mail = std::get_if<SendMail>(&request)) {
      UVCHAT_ASSERT(is_email(mail->to));
      asked_.emplace_back(MailSent{mail->ticket, MailOutcome::sent});
    } else if (const auto* ask = std::get_if<AskStore>(&request);
               ask != nullptr && std::holds_alternative<store::ChangeBan>(ask->request)) {
      changes_.push_back(ask->ticket.number);
    } else if (ask != nullptr) {
      saved_rooms_ += std::holds_alternative<store::SaveRoom>(ask->request) ? 1 : 0;
      asked_.emplace_back(StoreAnswered{ask->ticket, store_answer()});
    } else if (const auto* reload = std::get_if<ReloadSettings>(&request)) {
      reloading_ = reload->ticket;
    } else if (const auto* done = std::get_if<ErrandDone>(&request)) {
      errand_is_done(*done);
    }
  }
}

}  // namespace uvchat::fuzz
