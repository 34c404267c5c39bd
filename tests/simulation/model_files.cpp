// TOKEN and FILES, and mode W.

#include <algorithm>

#include "hub/iso_time.h"
#include "tests/simulation/model_files.h"

namespace uvchat::simulation {
namespace {

constexpr std::uint64_t token_ms_max = 600'000;
constexpr std::size_t tokens_of_one_max = 16;

bool is_filehost(const std::string& service) { return upper(service) == "FILEHOST"; }

bool is_id(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

// The id of a file in a URL, or alone; empty: there is none.
std::string file_in(std::string_view text) {
  const std::size_t place = text.find("/files/");
  if (place != text.npos) text.remove_prefix(place + 7);
  return is_id(text, 32) ? std::string(text) : std::string();
}

}  // namespace

// --- TOKEN

bool Model::Files::is_told_of_services(const Session& s) {
  return s.caps.contains("batch") && s.caps.contains("draft/authtoken");
}

void Model::Files::say_services() const {
  if (!model.house_.takes_files) {
    return model.reply(model.said(":srv NOTE TOKEN NO_SERVICES :There are no services here"));
  }
  model.open_inner_batch("draft/authtoken *", {});
  model.tell(*model.caller_,
             model.said(str(":srv TOKEN SERVICE FILEHOST ") + upload_url +
                        " :Takes files that people upload"),
             "batch=inner");
  model.reply(model.said(":srv BATCH -inner"));
}

// The server takes no files from now on.
void Model::Files::tell_no_service() const {
  for (auto& [conn, s] : model.sessions_) {
    if (s.gone || !model.person_of(s).registered || !is_told_of_services(s)) continue;
    model.tell(s, model.said(":srv TOKEN DEL FILEHOST"));
  }
}

void Model::token(Person& p, const irc::Message& message) {
  const std::string word = upper(message.param(0));
  const bool is_validation = word == "VALIDATE";
  if (!p.registered && !is_validation) return numeric("451 :You have not registered");
  const auto needs_batch = [&] {
    if (caller_->caps.contains("batch")) return false;
    reply(said(":srv FAIL TOKEN NEED_CAPABILITY batch :The answer needs the capability batch"));
    return true;
  };
  if (is_validation) {
    if (!needs_batch()) Files{*this}.show_token(message);
  } else if (word == "SERVICELIST") {
    if (!house_.takes_files || !needs_batch()) Files{*this}.say_services();
  } else if (word != "GENERATE") {
    reply(said(":srv FAIL TOKEN UNKNOWN_COMMAND " + middle(message.param(0)) +
               " :TOKEN SERVICELIST, GENERATE or VALIDATE"));
  } else if (message.param(1).empty()) {
    numeric("461 TOKEN :Not enough parameters");
  } else if (Files{*this}.may_upload(p, str(message.param(1)), str(message.param(2)))) {
    wait_for({Question::Of::upload_token, str(message.param(2)), {}});
  }
}

bool Model::Files::may_upload(const Person& p, const std::string& service,
                              const std::string& scope) const {
  const auto refuse = [&](const std::string& why) {
    model.reply(model.said(":srv FAIL TOKEN " + why));
    return false;
  };
  if (!model.house_.takes_files || !is_filehost(service)) {
    return refuse("UNKNOWN_SERVICE " + middle(service) + " :There is no such service");
  }
  if (!model.hears_password()) {
    return refuse(
        "CLEAR_CONNECTION FILEHOST :Everybody on the way could read the token: connect with TLS");
  }
  if (p.account == nullptr && !model.house_.guests_upload) {
    return refuse("ACCOUNT_REQUIRED FILEHOST :Log in to upload files");
  }
  if (scope.empty() || (!scope.starts_with('#') && model.holder_of(scope) != nullptr)) return true;
  const Channel* channel = scope.starts_with('#') ? model.find_channel(scope) : nullptr;
  if (channel == nullptr || !model.knows(*channel, p)) {
    return refuse("INVALID_SCOPE " + middle(scope) + " :There is no such channel or user");
  }
  std::string why = model.audience(*channel, p, {}).second;
  if (channel->modes.contains('W')) why = "No files are uploaded for this channel (+W)";
  if (model.member_of(*channel, p.id) == nullptr) why = "You are not in it";
  return why.empty() || refuse("NO_PERMISSIONS " + channel->name + " :" + why);
}

void Model::Files::go_on_with_token(const Question& question, const std::string& token) const {
  const Person& p = model.me();
  if (!may_upload(p, "FILEHOST", question.name)) return;
  if (token.empty()) {
    return model.reply(
        model.said(":srv FAIL TOKEN INTERNAL_ERROR FILEHOST :No token could be made, try again"));
  }
  model.happened_.add(Happening::upload_token_is_made);
  UploadToken made;
  made.scope = question.name;
  made.until_ms = model.now_.mono_ms + token_ms_max;
  p.account == nullptr ? made.guest = p.id : made.account = p.account->id;
  std::vector<std::pair<std::uint64_t, std::string>> own;
  for (const auto& [text, other] : model.upload_tokens_) {
    made.number = std::max(made.number, other.number + 1);
    const bool is_over = other.until_ms <= model.now_.mono_ms;
    if (!is_over && other.account == made.account && other.guest == made.guest) {
      own.emplace_back(other.number, text);
    }
  }
  if (own.size() >= tokens_of_one_max) {
    model.upload_tokens_.erase(std::min_element(own.begin(), own.end())->second);
  }
  model.upload_tokens_[token] = made;
  model.reply(model.said(":srv TOKEN GENERATE FILEHOST :" + token));
}

// Who has it learns whose it is; it is used up.
void Model::Files::show_token(const irc::Message& message) const {
  const std::size_t count = message.param_count;
  const bool is_meant = model.house_.takes_files && (count == 2 || count == 3) &&
                        (count == 2 || is_filehost(str(message.param(1))));
  const auto found = model.upload_tokens_.find(is_meant ? str(message.param(count - 1)) : "");
  const bool is_there = found != model.upload_tokens_.end();
  const UploadToken shown = is_there ? found->second : UploadToken();
  if (is_there) model.upload_tokens_.erase(found);
  const auto guest = model.people_.find(shown.guest);
  const bool is_here = guest != model.people_.end() && shown.guest != 0;
  const Account* account = is_here ? guest->second.account : nullptr;
  for (const Account& one : model.accounts_) {
    if (shown.account != 0 && one.id == shown.account) account = &one;
  }
  const bool may = account != nullptr || (is_here && model.house_.guests_upload);
  if (shown.until_ms <= model.now_.mono_ms || !may) {
    return model.reply(
        model.said(":srv FAIL TOKEN INVALID_TOKEN :The token is unknown, used up or too old"));
  }
  model.happened_.add(Happening::upload_token_is_shown);
  const auto claims = [&](const std::string& what, const std::string& value) {
    model.tell(*model.caller_, model.said(":srv TOKEN CLAIM " + what + " :" + value),
               "batch=inner");
  };
  model.open_inner_batch("draft/authtoken FILEHOST", {});
  if (account != nullptr) claims("account", account->name);
  if (account == nullptr) claims("name", guest->second.nick);
  const bool has_nick = account != nullptr && account->user != 0;
  if (has_nick) claims("name", model.people_.at(account->user).nick);
  if (!shown.scope.empty()) claims("scope", shown.scope);
  model.reply(model.said(":srv BATCH -inner"));
}

// --- FILES

void Model::files(Person& p, const irc::Message& message) {
  const auto refuse = [&](const std::string& why) { reply(said(":srv FAIL FILES " + why)); };
  const std::string word = upper(message.param(0));
  const bool is_list = word == "LIST";
  if (!is_list && word != "DELETE") {
    return refuse("INVALID_PARAMS :FILES LIST [AFTER <id>], or FILES DELETE <url or id>");
  }
  if (!is_list && is_id(message.param(1), 64)) {
    if (p.account == nullptr) return refuse("ACCOUNT_REQUIRED :Log in first");
    Question question{Question::Of::upload_end, str(message.param(1)), {}};
    question.account = p.account->id;
    return wait_for(std::move(question));
  }
  const std::string id = file_in(message.param(is_list ? 2 : 1));
  const bool may = p.account != nullptr || (!is_list && p.modes.contains('o'));
  if (is_list && !may) return refuse("ACCOUNT_REQUIRED :Log in first");
  const bool has_place = upper(message.param(1)) == "AFTER" && !id.empty();
  if (is_list && !message.param(1).empty() && !has_place) {
    return refuse("INVALID_PARAMS :FILES LIST [AFTER <id>]");
  }
  if (!is_list && id.empty()) return refuse("INVALID_PARAMS :FILES DELETE <url or id>");
  if (!may) return refuse("ACCOUNT_REQUIRED :Log in first");
  if (is_list && id.empty()) {
    Question question{Question::Of::uploads, {}, {}};
    question.account = p.account->id;
    return wait_for(std::move(question));
  }
  Question question{is_list ? Question::Of::files : Question::Of::file_end, id, {}};
  const bool may_delete_any = !is_list && p.modes.contains('o');
  question.account = may_delete_any ? 0 : p.account->id;
  wait_for(std::move(question));
}

void Model::Files::asked(const AskStore& asked) const {
  bool is_right = true;
  if (const auto* read = std::get_if<store::ReadFiles>(&asked.request)) {
    const Question* question = model.asked_by(asked.ticket.conn, Question::Of::files, asked.ticket);
    is_right = question != nullptr && read->account == question->account &&
               read->after == question->name && read->rows_max == 51;
  } else if (const auto* drop = std::get_if<store::DropFile>(&asked.request)) {
    const Question* question =
        model.asked_by(asked.ticket.conn, Question::Of::file_end, asked.ticket);
    is_right =
        question != nullptr && drop->account == question->account && drop->id == question->name;
  }
  if (!is_right) model.breaks("the hub asks for files otherwise than somebody has asked for");
}

void Model::Files::go_on(const Question& question, const store::Answer& answer) const {
  const auto refuse = [&](const std::string& why) {
    model.reply(model.said(":srv FAIL FILES " + why));
  };
  const bool is_list = question.of == Question::Of::files;
  const std::string which = is_list ? " :" : " " + question.name + " :";
  if (answer.outcome == store::Outcome::absent) {
    return refuse("NO_SUCH_FILE" + which + "There is no such file of yours");
  }
  if (answer.outcome != store::Outcome::done) {
    return refuse("STORE_UNAVAILABLE" + which +
                  (is_list           ? "Your files cannot be listed: " + answer.why
                   : answer.in_doubt ? sentence(answer.why)
                                     : "It is still there: " + answer.why));
  }
  if (!is_list) {
    model.happened_.add(Happening::file_is_deleted);
    return model.reply(model.said(":srv FILES DELETED " + question.name));
  }
  for (const PendingUpload& upload : question.uploads) {
    model.reply(model.said(":srv FILES UPLOAD " + upload.id + " " + std::to_string(upload.bytes) +
                           " 48211 " + hub::iso_time(upload.until_us / 1000) + " :my cat.txt"));
  }
  for (const store::FileRow& file : answer.files) {
    const std::string place = model.house_.takes_files ? "https://srv/files/" : "/files/";
    model.reply(model.said(":srv FILES FILE " + place + file.id + " 7 text/plain " +
                           hub::iso_time(file.made_us / 1000) + " * :"));
  }
  model.reply(model.said(":srv FILES END *"));
}

// --- Uploads that are not finished

void Model::asked_for_uploads(const AskUploads& asked) {
  const auto of = asked.give_up.empty() ? Question::Of::uploads : Question::Of::upload_end;
  const Question* question = asked_by(asked.ticket.conn, of, asked.ticket);
  const bool is_right =
      question != nullptr && asked.account == question->account && asked.give_up == question->name;
  if (!is_right) breaks("the hub asks for uploads otherwise than somebody has asked for");
}

void Model::uploads_told(const UploadsTold& told) {
  Session* s = waiting_for(told.ticket);
  if (s == nullptr) return;
  answered(*s, [&](const Question& question) { Files{*this}.go_on_with_uploads(question, told); });
}

void Model::Files::go_on_with_uploads(const Question& question, const UploadsTold& told) const {
  if (question.of == Question::Of::upload_end) return tell_end_of_upload(question, told.outcome);
  if (told.outcome != UploadsOutcome::done) {
    return model.reply(model.said(
        ":srv FAIL FILES STORE_UNAVAILABLE :Your files cannot be listed now: try again"));
  }
  Question next{Question::Of::files, {}, {}};
  next.account = question.account;
  next.uploads = told.uploads;
  model.wait_for(std::move(next));
}

void Model::Files::tell_end_of_upload(const Question& question, UploadsOutcome outcome) const {
  const auto refuse = [&](const std::string& code, const std::string& why) {
    model.reply(model.said(":srv FAIL FILES " + code + " " + question.name + " :" + why));
  };
  switch (outcome) {
    case UploadsOutcome::done:
      model.happened_.add(Happening::upload_is_given_up);
      return model.reply(model.said(":srv FILES DELETED " + question.name));
    case UploadsOutcome::absent:
      return refuse("NO_SUCH_FILE", "There is no such upload of yours");
    case UploadsOutcome::busy:
      return refuse("UPLOAD_FINISHED", "It is becoming a file: look again");
    case UploadsOutcome::unknown:
      return refuse("STORE_UNAVAILABLE", "It may still be there: try again");
  }
}

}  // namespace uvchat::simulation
