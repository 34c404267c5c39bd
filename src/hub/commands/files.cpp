// FILES: what somebody has uploaded, and its end.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/acts/audit.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/iso_time.h"
#include "hub/upload_urls.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/utf8.h"

namespace uvchat::hub {
namespace {

constexpr std::uint32_t files_of_page_max = 50;

void refuse_files(Call& call, std::initializer_list<std::string_view> words, std::string_view why) {
  call.reply.fail("FILES", words, why);
}

// --- LIST

// ":srv FILES UPLOAD <id> <bytes> <bytes in all> <until> :<name>".
void tell_upload(Call& page, const PendingUpload& upload) {
  const std::string bytes = std::to_string(upload.bytes);
  const std::string all = std::to_string(upload.bytes_all);
  const std::string until = iso_time(upload.until_us / 1000);
  const std::size_t head_bytes = sizeof(": FILES UPLOAD     :") - 1 +
                                 page.state.settings.server_name.size() + upload.id.size() +
                                 bytes.size() + all.size() + until.size();
  page.reply.from_server({"FILES", "UPLOAD", upload.id, bytes, all, until},
                         utf8_cut(upload.name, room_behind(head_bytes)));
}

Progress ask_for_uploads(Call& page, store::AccountId account) {
  ask(page, AskUploads{{}, account}, UploadsTold{});
  return Progress::waiting;
}

// ":srv FILES FILE <url> <bytes> <type> <made> <until> :<name>". The parameters of a media type,
// such as "; charset=utf-8", have spaces and stay away.
void tell_file(Call& page, const store::FileRow& file) {
  const std::string url = url_of_file(page.state.settings.uploads, file.id);
  const std::string bytes = std::to_string(file.bytes);
  const std::string type = file.type.substr(0, file.type.find(';'));
  const std::string made = iso_time(file.made_us / 1000);
  const std::string until = file.until_us == 0 ? "*" : iso_time(file.until_us / 1000);
  const std::size_t head_bytes = sizeof(": FILES FILE      :") - 1 +
                                 page.state.settings.server_name.size() + url.size() +
                                 bytes.size() + type.size() + made.size() + until.size();
  page.reply.from_server({"FILES", "FILE", url, bytes, type, made, until},
                         utf8_cut(file.name, room_behind(head_bytes)));
}

// False: it was refused.
bool take_uploads(Call& page, std::vector<PendingUpload>& uploads) {
  const auto& told = std::get<UploadsTold>(*page.answer);
  if (told.outcome != UploadsOutcome::done) {
    refuse_files(page, {"STORE_UNAVAILABLE"}, "Your files cannot be listed now: try again");
    return false;
  }
  uploads = told.uploads;
  return true;
}

Progress ask_for_files(Call& page, const store::ReadFiles& read) {
  ask(page, AskStore{{}, read},
      StoreAnswered{{}, store::unavailable("the database does not answer")});
  return Progress::waiting;
}

// With the id behind which the next page begins; '*': there is none.
Progress tell_files(Call& page, const std::vector<PendingUpload>& uploads) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome != store::Outcome::done) {
    if (answer.outcome == store::Outcome::absent) {
      refuse_files(page, {"NO_SUCH_FILE"}, "There is no such file of yours");
    } else {
      refuse_files(page, {"STORE_UNAVAILABLE"}, "Your files cannot be listed: " + answer.why);
    }
    return Progress::done;
  }
  for (const PendingUpload& upload : uploads) tell_upload(page, upload);
  const std::size_t count = std::min<std::size_t>(answer.files.size(), files_of_page_max);
  for (std::size_t i = 0; i < count; ++i) tell_file(page, answer.files[i]);
  page.state.work.add(uploads.size() + count);
  const bool has_more = answer.files.size() > count;
  page.reply.from_server({"FILES", "END", has_more ? answer.files[count - 1].id : "*"});
  return Progress::done;
}

// What is not finished stands before the first page.
void list_files(Call& call) {
  const Account* account = call.session.account();
  if (account == nullptr) return refuse_files(call, {"ACCOUNT_REQUIRED"}, "Log in first");
  const std::string_view after = call.param(2);
  const bool is_meant = call.param(1).empty() ||
                        (same_in_ascii(call.param(1), "AFTER") && !id_of_file(after).empty());
  if (!is_meant) return refuse_files(call, {"INVALID_PARAMS"}, "FILES LIST [AFTER <id>]");
  const store::ReadFiles read{account->id, id_of_file(after), files_of_page_max + 1};
  const auto uploads = std::make_shared<std::vector<PendingUpload>>();
  std::vector<Page> steps;
  if (read.after.empty()) {
    steps.emplace_back([read](Call& page) { return ask_for_uploads(page, read.account); });
  }
  steps.emplace_back([read, uploads](Call& page) {
    if (read.after.empty() && !take_uploads(page, *uploads)) return Progress::done;
    return ask_for_files(page, read);
  });
  steps.emplace_back([uploads](Call& page) { return tell_files(page, *uploads); });
  answer_in_pages(call, in_steps(std::move(steps)));
}

// --- DELETE

// An operator may delete anybody's, which is a deed where it is not their own.
Changes::Settle note_deletion(const Call& page, const std::string& id) {
  if (!page.user().is_operator()) return [](const store::Answer&, Now) {};
  const Account* own = page.session.account();
  return
      [&state = page.state, id, own = own == nullptr ? 0 : own->id,
       deed = asked_deed(page.actor(), "FILES DELETE", id)](const store::Answer& answer, Now now) {
        const store::AccountId owner = answer.files.empty() ? 0 : answer.files.front().account;
        if (owner != 0 && owner == own) return;
        note_answered(state, deed_on_file(state, deed, answer), answer, now);
      };
}

Progress ask_to_delete(Call& page, const std::string& id) {
  const Account* account = page.session.account();
  const bool is_operator = page.user().is_operator();
  if (account == nullptr && !is_operator) return Progress::done;  // it has ended meanwhile
  ask_to_change(page, store::DropFile{id, is_operator ? 0 : account->id}, note_deletion(page, id));
  return Progress::waiting;
}

Progress tell_deleted(Call& page, const std::string& id) {
  const store::Answer& answer = std::get<StoreAnswered>(*page.answer).answer;
  if (answer.outcome == store::Outcome::done) {
    page.reply.from_server({"FILES", "DELETED", id});
  } else if (answer.outcome == store::Outcome::absent) {
    refuse_files(page, {"NO_SUCH_FILE", id}, "There is no such file of yours");
  } else {
    refuse_files(page, {"STORE_UNAVAILABLE", id},
                 answer.in_doubt ? capitalised(answer.why) : "It is still there: " + answer.why);
  }
  return Progress::done;
}

Progress tell_given_up(Call& page, const std::string& id) {
  switch (std::get<UploadsTold>(*page.answer).outcome) {
    case UploadsOutcome::done:
      page.reply.from_server({"FILES", "DELETED", id});
      break;
    case UploadsOutcome::absent:
      refuse_files(page, {"NO_SUCH_FILE", id}, "There is no such upload of yours");
      break;
    case UploadsOutcome::busy:
      refuse_files(page, {"UPLOAD_FINISHED", id}, "It is becoming a file: look again");
      break;
    case UploadsOutcome::unknown:
      refuse_files(page, {"STORE_UNAVAILABLE", id}, "It may still be there: try again");
      break;
  }
  return Progress::done;
}

// One's own alone: nobody else is told its id.
void give_up_upload(Call& call, const std::string& id) {
  const Account* account = call.session.account();
  if (account == nullptr) return refuse_files(call, {"ACCOUNT_REQUIRED"}, "Log in first");
  const auto give_up = [id, own = account->id](Call& page) {
    ask(page, AskUploads{{}, own, id}, UploadsTold{});
    return Progress::waiting;
  };
  const auto tell = [id](Call& page) { return tell_given_up(page, id); };
  answer_in_pages(call, in_steps({give_up, tell}));
}

void delete_file(Call& call) {
  if (is_id_of_upload(call.param(1))) return give_up_upload(call, std::string(call.param(1)));
  const std::string id = id_of_file(call.param(1));
  if (id.empty()) return refuse_files(call, {"INVALID_PARAMS"}, "FILES DELETE <url or id>");
  if (call.session.account() == nullptr && !call.user().is_operator()) {
    return refuse_files(call, {"ACCOUNT_REQUIRED"}, "Log in first");
  }
  const auto remove = [id](Call& page) { return ask_to_delete(page, id); };
  const auto tell = [id](Call& page) { return tell_deleted(page, id); };
  answer_in_pages(call, in_steps({remove, tell}));
}

}  // namespace

void handle_files(Call& call) {
  const std::string_view word = call.param(0);
  if (same_in_ascii(word, "LIST")) return list_files(call);
  if (same_in_ascii(word, "DELETE")) return delete_file(call);
  refuse_files(call, {"INVALID_PARAMS"}, "FILES LIST [AFTER <id>], or FILES DELETE <url or id>");
}

}  // namespace uvchat::hub
