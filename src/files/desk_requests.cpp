// Of FileDesk: what each request goes through.

#include <utility>

#include "files/desk_deals.h"
#include "files/file_desk.h"
#include "uvchat/base/assert.h"

namespace uvchat::files {

FileDesk::FileDesk(DeskSettings settings, Ports ports, Depot& depot, LogSink& log)
    : settings_(std::move(settings)), ports_(std::move(ports)), depot_(depot), log_(log) {}

FileDesk::~FileDesk() = default;

void FileDesk::start(Now now) {
  now_ = now;
  look_back();
}

FileDesk::DealPtr FileDesk::find(ConnId conn) const {
  const auto it = deals_.find(conn);
  return it == deals_.end() ? nullptr : it->second;
}

DeskFigures FileDesk::figures() const {
  DeskFigures figures = figures_;
  figures.uploads = under_way({}).uploads;
  figures.bytes_on_disk = depot_.bytes_on_disk();
  return figures;
}

// --- What the loops say.

void FileDesk::asked(http::Request&& head, const http::Visitor& visitor, Now now) {
  now_ = now;
  const auto deal = std::make_shared<Deal>();
  deal->head = std::move(head);
  deal->visitor = visitor;
  deals_[visitor.conn] = deal;
  const std::string method(is_tus(deal->head) ? tus_method(deal->head) : deal->head.method);
  const std::string& path = deal->head.path;
  if (method == "OPTIONS") {
    return answer(deal, tell_ways(*settings_.site, deal->head, settings_.file_bytes_max));
  }
  if (is_tus(deal->head)) {
    if (auto refused = refuse_tus_version(deal->head)) return answer(deal, std::move(*refused));
  }
  if (path.starts_with(http::files_prefix)) {
    if (method == "GET" || method == "HEAD") return fetch(deal);
    return refuse(deal, 405, "A file can be fetched here, and nothing else.");
  }
  if (!visitor.is_secure) {
    return refuse(deal, 403, "Files are taken by https alone: here others could read along.");
  }
  if (path == http::upload_path && method != "POST") {
    return refuse(deal, 405, "Files are sent here, with POST.");
  }
  if (!knows_uploads_) return waiting_.push_back(deal);
  serve_upload(deal);
}

// Those that have waited for what the store knows of uploads.
void FileDesk::serve_waiting() {
  for (const DealPtr& deal : std::exchange(waiting_, {})) {
    if (knows_uploads_) {
      serve_upload(deal);
    } else {
      refuse(deal, 503, "The database does not answer. Try again later.");
    }
  }
}

void FileDesk::serve_upload(const DealPtr& deal) {
  if (deal->is_left) return;
  const std::string method(is_tus(deal->head) ? tus_method(deal->head) : deal->head.method);
  if (deal->head.path == http::upload_path) return begin_upload(deal);
  const std::string key = id_in(deal->head.path, std::string(http::upload_path) + "/");
  const UploadPtr upload = find_upload(hash_of_key(key));
  if (upload == nullptr) return serve_finished(deal, hash_of_key(key));
  if (method == "HEAD") return tell_upload(deal, upload);
  if (method == "PATCH") return go_on(deal, upload);
  if (method == "DELETE") {
    if (!give_up(upload)) return refuse(deal, 423, "This upload is becoming a file.");
    return answer(deal, bare(204));
  }
  refuse(deal, 405, "An upload knows HEAD, PATCH and DELETE.");
}

void FileDesk::came(ConnId conn, std::string&& piece) {
  const DealPtr deal = find(conn);
  if (deal == nullptr || deal->intake == nullptr || deal->is_body_over) return;
  deal->pieces.push_back(std::move(piece));
  write_pieces(deal);
}

void FileDesk::ended(ConnId conn) {
  const DealPtr deal = find(conn);
  if (deal == nullptr || deal->intake == nullptr || deal->is_body_over) return;
  deal->has_ended = true;
  write_pieces(deal);
}

void FileDesk::left(ConnId conn) {
  const DealPtr deal = find(conn);
  if (deal == nullptr) return;
  deals_.erase(conn);
  deal->is_left = true;
  deal->file.reset();
  if (deal->intake != nullptr) write_pieces(deal);
}

// --- What others say.

void FileDesk::admitted(ErrandDone&& done) {
  const auto it = admitting_.find(done.ticket.number);
  if (it == admitting_.end()) return;
  const DealPtr deal = std::move(it->second);
  admitting_.erase(it);
  if (deal->is_left) return;
  if (done.outcome == errand::Outcome::unavailable) {
    return refuse(deal, 503, "Nobody can be asked now who may send files. Try again later.");
  }
  const auto* uploader = std::get_if<errand::Uploader>(&done.rows);
  if (done.outcome == errand::Outcome::done && uploader != nullptr) return weigh(deal, *uploader);
  http::Response response = http::say(401, done.text);
  response.fields.push_back({"WWW-Authenticate", "Basic realm=\"uvchat\", charset=\"UTF-8\""});
  answer(deal, std::move(response));
}

void FileDesk::answered(store::Answered&& answered) {
  const auto it = asking_.find(answered.ticket.number);
  if (it == asking_.end()) return;
  const OnAnswer then = std::move(it->second);
  asking_.erase(it);
  then(std::move(answered.answer));
}

void FileDesk::ask(store::Request&& request, OnAnswer then) {
  const std::uint64_t number = ticket_bit | ++numbers_;
  asking_[number] = std::move(then);
  ports_.ask_store({{{}, number}, std::move(request)});
}

// --- Answers.

void FileDesk::answer(const DealPtr& deal, http::Response&& response) {
  if (deal->is_left || std::exchange(deal->is_answered, true)) return;
  if (response.status >= 400) ++figures_.refused;
  tell_all(*settings_.site, deal->head, response);
  ports_.say({deal->visitor.conn, std::move(response)});
}

void FileDesk::refuse(const DealPtr& deal, int status, std::string_view line,
                      std::string_view cause) {
  http::Response response = http::say(status, line);
  if (!cause.empty()) response.fields.push_back({std::string(refusal_field), std::string(cause)});
  if (status == 405) {
    response.fields.push_back(
        {"Allow", tell_ways(*settings_.site, deal->head, 0).fields.front().value});
  }
  if (status == 429 || status == 503) response.fields.push_back({"Retry-After", "10"});
  answer(deal, std::move(response));
}

}  // namespace uvchat::files
