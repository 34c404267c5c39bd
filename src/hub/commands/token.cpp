// TOKEN: tokens with which people show other services who they are (draft/authtoken).

#include "hub/commands/token.h"

#include <algorithm>
#include <string>

#include "hub/access.h"
#include "hub/commands/answers.h"
#include "hub/commands/handlers.h"
#include "hub/commands/login.h"
#include "hub/upload_admission.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/sha256.h"
#include "uvchat/irc/names.h"

namespace uvchat::hub {
namespace {

constexpr std::string_view filehost = "FILEHOST";
constexpr std::string_view authtoken_batch = "draft/authtoken";

void refuse_token(Call& call, std::initializer_list<std::string_view> words, std::string_view why) {
  call.reply.fail("TOKEN", words, why);
}

// Whether the answer, which is a batch, can be told.
bool takes_batch(Call& call) {
  if (call.session.caps.has(irc::Capability::batch)) return true;
  refuse_token(call, {"NEED_CAPABILITY", "batch"}, "The answer needs the capability batch");
  return false;
}

bool is_service(Call& call, std::string_view name) {
  if (!call.state.settings.uploads.url.empty() && same_in_ascii(name, filehost)) return true;
  refuse_token(call, {"UNKNOWN_SERVICE", name}, "There is no such service");
  return false;
}

// --- GENERATE

// A room in which the caller may not speak, or may speak but not of files.
bool may_upload_to(Call& call, const Channel& channel) {
  const User& user = call.user();
  std::string_view why;
  if (ChatState::membership_of(user, channel) == nullptr) {
    why = "You are not in it";
  } else if (channel.modes.has('W')) {
    why = "No files are uploaded for this channel (+W)";
  } else {
    const SpeechRight right = may_speak(call.state, user, channel, {});
    if (right.audience == Audience::nobody) why = right.why;
  }
  if (!why.empty()) refuse_token(call, {"NO_PERMISSIONS", channel.name}, why);
  return why.empty();
}

// A channel or a nick; none is good, too.
bool is_scope(Call& call, std::string_view scope) {
  if (scope.empty()) return true;
  call.state.work.add(fold_work(scope));
  if (irc::looks_like_channel(scope)) {
    const Channel* channel = call.state.directory.find_channel(scope);
    if (channel != nullptr && knows(call.user(), *channel)) return may_upload_to(call, *channel);
  } else if (call.state.directory.find_user(scope) != nullptr) {
    return true;
  }
  refuse_token(call, {"INVALID_SCOPE", scope}, "There is no such channel or user");
  return false;
}

bool may_generate(Call& call, std::string_view service, std::string_view scope) {
  if (!is_service(call, service)) return false;
  if (!may_send_password(call)) {
    refuse_token(call, {"CLEAR_CONNECTION", filehost},
                 "Everybody on the way could read the token: connect with TLS");
    return false;
  }
  const Account* account = call.session.account();
  if (account == nullptr && !call.state.settings.uploads.guests) {
    refuse_token(call, {"ACCOUNT_REQUIRED", filehost}, "Log in to upload files");
    return false;
  }
  return is_scope(call, scope);
}

// What may be done with it is looked at again: it took a moment to draw.
Progress tell_generated(Call& page, const std::string& scope) {
  const std::string& token = std::get<TokenDrawn>(*page.answer).token;
  if (!may_generate(page, filehost, scope)) return Progress::done;
  UploadTokens& tokens = page.state.upload_tokens;
  if (token.empty() || !tokens.has_room(page.now.mono_ms)) {
    refuse_token(page, {"INTERNAL_ERROR", filehost}, "No token could be made, try again");
    return Progress::done;
  }
  UploadGrant grant{.scope = scope};
  if (const Account* account = page.session.account()) {
    grant.account = account->id;
    grant.revision = account->revision;
  } else {
    grant.slot = page.user().slot;
    grant.user = page.user().id;
  }
  tokens.add(sha256_text(token), std::move(grant), page.now.mono_ms);
  page.reply.from_server({"TOKEN", "GENERATE", filehost}, token);
  return Progress::done;
}

void generate_token(Call& call) {
  if (!may_generate(call, call.param(1), call.param(2))) return;
  const auto draw = [](Call& page) {
    ask(page, DrawToken{}, TokenDrawn{});
    return Progress::waiting;
  };
  const auto tell = [scope = std::string(call.param(2))](Call& page) {
    return tell_generated(page, scope);
  };
  answer_in_pages(call, in_steps({draw, tell}));
}

// --- VALIDATE

// What the caller has shown: ":<token>", "<service> :<token>" or "<service> <url> :<token>".
std::string_view shown_token(const Call& call) {
  const std::size_t count = call.message.param_count;
  const std::string& url = call.state.settings.uploads.url;
  if (count < 2 || count > 4 || url.empty()) return {};
  if (count > 2 && !same_in_ascii(call.param(1), filehost)) return {};
  if (count > 3 && call.param(2) != url) return {};
  return call.param(count - 1);
}

// The token is used up by it. Whoever has it could as well upload a file as its owner.
void validate_token(Call& call) {
  if (!takes_batch(call)) return;
  ChatState& state = call.state;
  const std::string_view token = shown_token(call);
  const auto grant = state.upload_tokens.take(sha256_text(token), call.now.mono_ms);
  const Admitted admitted = grant ? admitted_by(state, *grant, call.now) : Admitted{{}, "unknown"};
  if (!admitted.why.empty()) {
    return refuse_token(call, {"INVALID_TOKEN"}, "The token is unknown, used up or too old");
  }
  call.reply.open_inner_batch(std::string(authtoken_batch) + " " + std::string(filehost));
  const errand::Uploader& who = admitted.uploader;
  const Account* account = state.accounts.find(who.account);
  if (account != nullptr) call.reply.from_server({"TOKEN", "CLAIM", "account"}, account->name);
  if (account == nullptr) call.reply.from_server({"TOKEN", "CLAIM", "name"}, who.name);
  if (account != nullptr && account->user != nullptr) {
    call.reply.from_server({"TOKEN", "CLAIM", "name"}, account->user->nick());
  }
  if (!grant->scope.empty()) call.reply.from_server({"TOKEN", "CLAIM", "scope"}, grant->scope);
  call.reply.close_inner_batch();
}

}  // namespace

bool is_told_of_services(const Session& session) {
  return session.caps.has(irc::Capability::authtoken) && session.caps.has(irc::Capability::batch);
}

void send_services(Call& call) {
  const std::string& url = call.state.settings.uploads.url;
  if (url.empty()) {
    return call.reply.from_server({"NOTE", "TOKEN", "NO_SERVICES"}, "There are no services here");
  }
  call.reply.open_inner_batch(std::string(authtoken_batch) + " *");
  call.reply.from_server({"TOKEN", "SERVICE", filehost, url}, "Takes files that people upload");
  call.reply.close_inner_batch();
}

void services_changed(ChatState& state, const HubSettings& before, Now now) {
  const std::string& url = state.settings.uploads.url;
  if (before.uploads.url == url) return;
  const std::string body = ":" + state.settings.server_name + " TOKEN " +
                           (url.empty() ? "DEL " : "NEW ") + std::string(filehost) +
                           (url.empty() ? "" : " " + url);
  state.for_each_session([&](const Session& session) {
    if (!session.is_registered() || !is_told_of_services(session)) return;
    state.outbox.to_one(session.receiver(), Line{.body = body, .time_ms = now.wall_ms()});
  });
}

void handle_token(Call& call) {
  const std::string_view word = call.param(0);
  const bool is_validation = same_in_ascii(word, "VALIDATE");
  if (!call.session.is_registered() && !is_validation) {
    call.reply.numeric(irc::Numeric::err_notregistered, {}, "You have not registered");
  } else if (is_validation) {
    validate_token(call);
  } else if (same_in_ascii(word, "SERVICELIST")) {
    if (call.state.settings.uploads.url.empty() || takes_batch(call)) send_services(call);
  } else if (!same_in_ascii(word, "GENERATE")) {
    refuse_token(call, {"UNKNOWN_COMMAND", word}, "TOKEN SERVICELIST, GENERATE or VALIDATE");
  } else if (call.param(1).empty()) {
    call.reply.numeric(irc::Numeric::err_needmoreparams, {"TOKEN"}, "Not enough parameters");
  } else {
    generate_token(call);
  }
}

}  // namespace uvchat::hub
