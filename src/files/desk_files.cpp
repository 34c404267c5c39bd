// Of FileDesk: files that are fetched.

#include <algorithm>
#include <utility>

#include "files/desk_deals.h"
#include "files/file_desk.h"
#include "uvchat/http/file_name.h"
#include "uvchat/http/ranges.h"

namespace uvchat::files {
namespace {

constexpr const char* no_file = "There is no such file, or its time is over.";

// Nothing of a file runs, whatever it holds: it is a document of no origin that may load nothing.
constexpr const char* file_policy =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'";

http::Response head_for(const store::FileRow& row, const std::string& etag) {
  const FileType type = type_named(row.type);
  http::Response response;
  response.fields = {{"ETag", etag},
                     {"Cache-Control", "private, no-cache"},
                     {"X-Content-Type-Options", "nosniff"},
                     {"Referrer-Policy", "no-referrer"},
                     {"X-Robots-Tag", "noindex"},
                     {"Content-Security-Policy", file_policy},
                     {"Cross-Origin-Resource-Policy", "cross-origin"},
                     {"Content-Type", std::string(type.media_type)},
                     {"Content-Disposition", http::disposition(type.is_inline, row.name)}};
  return response;
}

}  // namespace

void FileDesk::fetch(const DealPtr& deal) {
  const std::string id = id_in(deal->head.path, http::files_prefix);
  if (id.empty()) return refuse(deal, 404, no_file);
  ask(store::FindFile{id}, [this, deal](store::Answer&& found) {
    if (deal->is_left) return;
    if (found.outcome == store::Outcome::unavailable) {
      return refuse(deal, 503, "The database does not answer. Try again later.");
    }
    if (found.outcome != store::Outcome::done || found.files.empty()) {
      return refuse(deal, 404, no_file);
    }
    const store::FileRow& row = found.files.front();
    if (row.until_us != 0 && row.until_us <= now_.wall_us) return refuse(deal, 404, no_file);
    run<Outcome<StoredFile>>([this, hash = row.hash] { return depot_.open_file(hash); },
                             [this, deal, row](Outcome<StoredFile>&& file) {
                               if (file) {
                                 deal->file = std::make_shared<StoredFile>(std::move(*file));
                                 return show(deal, row);
                               }
                               fail_to_open(deal, file.error());
                             });
  });
}

void FileDesk::fail_to_open(const DealPtr& deal, const Failure& failure) {
  if (failure.trouble == Trouble::busy) {
    make_places();
    return refuse(deal, 503, too_many_open);
  }
  log_.write(LogLevel::error, "stored file cannot be read", {{"reason", failure.text}});
  refuse(deal, 500, "The server cannot read this file.");
}

void FileDesk::show(const DealPtr& deal, const store::FileRow& row) {
  const std::string etag = "\"" + row.id + "\"";
  http::Response response = head_for(row, etag);
  const std::uint64_t bytes = deal->file->size();
  if (http::has_already(deal->head, etag)) {
    response.status = 304;
    return answer(deal, std::move(response));
  }
  const http::Slice slice = http::slice_of(deal->head, etag, bytes);
  http::tell_slice(slice, bytes, response);
  deal->at = slice.begin;
  deal->end = slice.end;
  if (slice.kind != http::Slice::Kind::outside) response.streamed_bytes = slice.end - slice.begin;
  answer(deal, std::move(response));
}

void FileDesk::wants_piece(ConnId conn) {
  const DealPtr deal = find(conn);
  if (deal == nullptr || deal->file == nullptr) return;
  const auto size = static_cast<std::size_t>(
      std::min<std::uint64_t>(deal->end - deal->at, http::FileDoor::piece_bytes));
  run<Outcome<std::string>>(
      [file = deal->file, at = deal->at, size]() -> Outcome<std::string> {
        std::string bytes(size, '\0');
        const auto read = file->read(at, bytes);
        if (!read) return tl::unexpected(read.error());
        if (*read < size) return tl::unexpected(Failure{Trouble::failed, "it is too short"});
        return bytes;
      },
      [this, deal, conn](Outcome<std::string>&& piece) {
        if (deal->is_left) return;
        if (!piece) {
          log_.write(LogLevel::error, "stored file cannot be read",
                     {{"reason", piece.error().text}});
          return ports_.say({conn, http::BreakOff{}});
        }
        deal->at += piece->size();
        figures_.bytes_given += piece->size();
        ports_.say({conn, http::BodyPiece{std::make_shared<const std::string>(std::move(*piece))}});
      });
}

std::string FileDesk::location_of(const store::FileRow& row) const {
  const FileType type = type_named(row.type);
  std::string location = settings_.url + std::string(http::files_prefix) + row.id;
  if (!type.extension.empty()) location.append(".").append(type.extension);
  return location;
}

}  // namespace uvchat::files
