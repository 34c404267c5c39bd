#include "chat/transfers.h"

#include <algorithm>
#include <utility>

#include "chat/amounts.h"
#include "chat/client_state.h"
#include "chat/file_url.h"
#include "chat/receive.h"
#include "chat/sending.h"
#include "chat/text.h"
#include "client/target.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t token_timeout_ms = 30'000;
constexpr std::size_t token_bytes_max = 1000;

using State = Transfer::State;

bool is_host_of_server(const ClientState& chat, const std::string& host) {
  const std::string server = host_of_server(chat);
  return host == server || (is_this_machine(host) && is_this_machine(server));
}

// It goes into a field of HTTP.
bool is_token(std::string_view token) {
  return !token.empty() && token.size() <= token_bytes_max &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// A file in clear is for a room without a key, and an enciphered one for a room with its key.
std::optional<std::string> why_not_by_lock(const Talk& talk, bool is_sealed) {
  if (talk.lock.closed != is_sealed) return text(Text::file_key_changed);
  if (is_sealed && !talk.lock.conversation.has_key()) {
    return fill(Text::is_closed, {{"room", talk.room.name}});
  }
  return std::nullopt;
}

// What forbids the upload now; it may be another thing than when the user sent it.
std::optional<std::string> why_not_now(const ClientState& chat, const Talk& talk, bool is_sealed) {
  if (talk.room.kind == Room::Kind::channel && !talk.room.joined) {
    return fill(Text::not_in_room, {{"room", talk.room.name}});
  }
  if (auto why = why_not_by_lock(talk, is_sealed)) return why;
  if (talk.lock.keys_coming > 0) return text(Text::key_not_ready);
  const auto host = file_host(chat);
  if (!host) return host.error().text;
  return std::nullopt;
}

// For people.
std::string shown_name(const FileToSend& file) {
  if (!file.name.empty()) return printable(file.name);
  return printable(std::string_view(file.path).substr(file.path.find_last_of('/') + 1));
}

Transfer* find_ticket(ClientState& chat, std::uint64_t ticket) {
  auto& list = chat.transfers.list;
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Transfer& each) { return each.ticket == ticket; });
  return found == list.end() ? nullptr : &*found;
}

Transfer* find_asking(ClientState& chat) {
  auto& list = chat.transfers.list;
  const auto found = std::find_if(list.begin(), list.end(),
                                  [](const Transfer& each) { return each.state == State::asking; });
  return found == list.end() ? nullptr : &*found;
}

void forget(ClientState& chat, std::uint64_t ticket) {
  std::erase_if(chat.transfers.list, [&](const Transfer& each) { return each.ticket == ticket; });
}

std::string not_sent(ClientState& chat, const std::string& name, const std::string& why) {
  const std::string within = within_sentence(why);
  chat.transfers.latest = UploadEnd{.url = {}, .why = within};
  return fill(Text::file_not_sent, {{"file", name}, {"why", within}});
}

void fail_transfer(ClientState& chat, Transfer& transfer, const std::string& why) {
  fail_progress(chat, transfer.progress, not_sent(chat, transfer.name, why));
  forget(chat, transfer.ticket);
}

std::string why_not_sent(const TransferNews& news) {
  return news.why_left_there.empty()
             ? news.why
             : within_sentence(news.why) + "; " + text(Text::file_still_there);
}

void await_farewell(ClientState& chat, const Transfer& transfer) {
  chat.transfers.farewells.push_back({transfer.ticket, transfer.progress.room_id, transfer.name});
}

void take_back(ClientState& chat, const Transfer& upload, const std::string& upload_url) {
  await_farewell(chat, upload);
  chat.host.drop_upload(upload.ticket, upload_url, file_trust(chat, upload_url));
}

// The end of what was given up.
void take_farewell(ClientState& chat, std::uint64_t ticket, const TransferNews& news) {
  auto& all = chat.transfers.farewells;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Farewell& each) { return each.ticket == ticket; });
  if (found == all.end() || news.step < TransferNews::Step::done) return;
  if (!news.upload_url.empty()) {  // all of it had arrived before it was stopped
    return chat.host.drop_upload(ticket, news.upload_url, file_trust(chat, news.upload_url));
  }
  const Farewell over = *found;
  all.erase(found);
  if (news.why_left_there.empty()) return;
  Talk* const talk = chat.talks.find_id(over.room_id);
  tell_failure(
      chat, talk != nullptr ? *talk : chat.talks.current(),
      fill(Text::file_left_there,
           {{"file", over.name}, {"why", printable(within_sentence(news.why_left_there))}}));
}

void ask_for_token(ClientState& chat, Transfer& upload) {
  Talk* const talk = chat.talks.find_id(upload.progress.room_id);
  if (talk == nullptr) return forget(chat, upload.ticket);
  if (const auto why = why_not_now(chat, *talk, upload.is_sealed)) {
    return fail_transfer(chat, upload, *why);
  }
  const bool is_channel = talk->room.kind == Room::Kind::channel;
  upload.state = State::asking;
  upload.asked_ms = chat.now.mono_ms;
  send_line(chat, "TOKEN GENERATE FILEHOST" + (is_channel ? " " + talk->room.name : ""));
}

// What the room is told of the file; an error says why it is told nothing. Whether it goes with its
// key is decided by the room alone, when the user sent it.
Result<std::string> announcement(ClientState& chat, Talk& talk, const Transfer& upload,
                                 const TransferNews& news) {
  if (const auto why = why_not_by_lock(talk, upload.is_sealed)) return fail(*why);
  const bool has_key = news.link && news.link->key;
  if (has_key != upload.is_sealed) return fail(text(Text::was_to_be_sealed));
  if (!news.link) return news.place;
  const Destination to{talk.lock, cipher::LineKind::privmsg, talk.room.name};
  return cipher::file_link_text(*news.link, text_room(chat, to));
}

void announce(ClientState& chat, Transfer& upload, const TransferNews& news) {
  Talk* const talk = chat.talks.find_id(upload.progress.room_id);
  if (talk == nullptr) {
    take_back(chat, upload, news.upload_url);
    return forget(chat, upload.ticket);
  }
  const auto said = announcement(chat, *talk, upload, news);
  if (!said) {
    take_back(chat, upload, news.upload_url);
    return fail_transfer(chat, upload, said.error().text);
  }
  show_progress(
      chat, upload.progress,
      fill(Text::file_sent,
           {{"file", upload.name},
            {"bytes", bytes_text(news.link ? news.link->size.value_or(news.bytes) : news.bytes)}}));
  if (!upload.is_sealed) remember_file_name(chat, news.place, upload.name);
  const bool is_sealed = upload.is_sealed;
  forget(chat, upload.ticket);
  say(chat, *talk, {.text = *said, .only_sealed = is_sealed});
  chat.transfers.latest = UploadEnd{news.place, {}, talk->room.id, talk->room.next_number - 1};
}

bool is_busy(const ClientState& chat) {
  const auto& list = chat.transfers.list;
  return std::any_of(list.begin(), list.end(),
                     [](const Transfer& each) { return each.state != State::waiting; });
}

Transfer* next_waiting(ClientState& chat) {
  auto& list = chat.transfers.list;
  const auto found = std::find_if(
      list.begin(), list.end(), [](const Transfer& each) { return each.state == State::waiting; });
  return found == list.end() ? nullptr : &*found;
}

void stop(ClientState& chat, Transfer& transfer) {
  if (transfer.state == State::moving) {
    await_farewell(chat, transfer);
    chat.host.stop_transfer(transfer.ticket);
  }
  show_progress(chat, transfer.progress, fill(Text::file_cancelled, {{"file", transfer.name}}));
  chat.transfers.latest = UploadEnd{.url = {}, .why = text(Text::file_stopped)};
}

}  // namespace

std::string host_of_server(const ClientState& chat) {
  const auto server = client::parse_target(chat.options.server, 0);
  return server ? server->host : std::string();
}

FileTrust file_trust(const ClientState& chat, const std::string& url) {
  const auto parsed = parse_file_url(url);
  const bool as_chat = parsed && is_host_of_server(chat, parsed->host);
  return {as_chat, as_chat ? chat.status.pinned_certificate : std::string()};
}

Result<std::string> file_host(const ClientState& chat) {
  const std::string& named = chat.server.file_host();
  if (named.empty()) return fail(text(Text::files_not_taken));
  const auto url = parse_file_url(named);
  if (!url) return fail(fill(Text::file_host_wrong, {{"url", printable(named)}}));
  const bool is_allowed =
      is_host_of_server(chat, url->host) || url->host == chat.settings.file_host;
  if (!is_allowed) return fail(fill(Text::file_host_elsewhere, {{"host", url->host}}));
  if (!url->has_tls && !(is_this_machine(url->host) && is_this_machine(host_of_server(chat)))) {
    return fail(fill(Text::file_host_in_clear, {{"url", named}}));
  }
  return named;
}

void send_file(ClientState& chat, Talk& talk, FileToSend file) {
  auto why = why_not_now(chat, talk, talk.lock.closed);
  if (chat.transfers.list.size() >= Transfers::waiting_max) why = text(Text::too_many_files);
  if (why) return tell_failure(chat, talk, not_sent(chat, shown_name(file), *why));
  Transfer upload;
  upload.ticket = chat.transfers.next_ticket++;
  upload.is_sealed = talk.lock.closed;
  upload.name = shown_name(file);
  upload.file = std::move(file);
  upload.progress = begin_progress(chat, talk, fill(Text::file_waits, {{"file", upload.name}}));
  chat.transfers.list.push_back(std::move(upload));
  begin_transfers(chat);
}

bool cancel_transfers(ClientState& chat, const Talk& talk) {
  const auto is_meant = [&](const Transfer& each) { return each.progress.room_id == talk.room.id; };
  auto& list = chat.transfers.list;
  for (Transfer& each : list) {
    if (is_meant(each)) stop(chat, each);
  }
  const bool any = std::erase_if(list, is_meant) > 0;
  begin_transfers(chat);
  return any;
}

void begin_transfers(ClientState& chat) {
  if (Transfer* const asking = find_asking(chat);
      asking != nullptr && chat.now.mono_ms - asking->asked_ms >= token_timeout_ms) {
    fail_transfer(chat, *asking, text(Text::file_no_token));
  }
  while (chat.status.link == LinkState::online && chat.ready && !is_busy(chat)) {
    Transfer* const upload = next_waiting(chat);
    if (upload == nullptr) break;
    ask_for_token(chat, *upload);
  }
}

void hold_transfers(ClientState& chat) {
  if (Transfer* const asking = find_asking(chat)) asking->state = State::waiting;
}

void receive_token(ClientState& chat, const ServerLine& line) {
  Transfer* const upload = find_asking(chat);
  if (upload == nullptr || line.param(0) != "GENERATE" || line.param(1) != "FILEHOST") return;
  Talk* const talk = chat.talks.find_id(upload->progress.room_id);
  const auto why = talk == nullptr ? std::optional<std::string>(text(Text::file_stopped))
                                   : why_not_now(chat, *talk, upload->is_sealed);
  if (why || !is_token(line.last())) {
    fail_transfer(chat, *upload, why ? *why : text(Text::file_no_token));
  } else {
    const std::string url = *file_host(chat);
    upload->state = State::moving;
    upload->progress.measured_ms = chat.now.mono_ms;
    show_progress(chat, upload->progress, fill(Text::file_begins, {{"file", upload->name}}));
    UploadOrder order;
    order.host_url = url;
    order.trust = file_trust(chat, url);
    order.token = cipher::SecretString(line.last());
    order.file = upload->file;
    order.is_enciphered = upload->is_sealed;
    chat.host.begin_upload(upload->ticket, std::move(order));
  }
  begin_transfers(chat);
}

bool refuse_token(ClientState& chat, const std::string& why) {
  Transfer* const asking = find_asking(chat);
  if (asking == nullptr) return false;
  fail_transfer(chat, *asking, why);
  begin_transfers(chat);
  return true;
}

void take_transfer_news(ClientState& chat, std::uint64_t ticket, const TransferNews& news) {
  Transfer* const transfer = find_ticket(chat, ticket);
  if (transfer == nullptr) return take_farewell(chat, ticket, news);
  switch (news.step) {
    case TransferNews::Step::moving: {
      const std::string bar = bar_of(chat, transfer->progress, news);
      show_progress(chat, transfer->progress,
                    fill(Text::file_sending, {{"file", transfer->name}, {"progress", bar}}));
      return;
    }
    case TransferNews::Step::broken:
      show_progress(
          chat, transfer->progress,
          fill(Text::file_broken, {{"file", transfer->name}, {"why", printable(news.why)}}));
      return;
    case TransferNews::Step::failed:
      fail_transfer(chat, *transfer, printable(why_not_sent(news)));
      if (chat.transfers.latest) chat.transfers.latest->is_unanswered = news.is_unanswered;
      break;
    case TransferNews::Step::done:
      take_pace(chat, transfer->progress, news.bytes);
      announce(chat, *transfer, news);
      break;
  }
  begin_transfers(chat);
}

}  // namespace uvchat::cli
