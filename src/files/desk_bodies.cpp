// Of FileDesk: the bodies of uploads, from the first piece to the finished file.

#include <optional>
#include <utility>
#include <vector>

#include "files/desk_deals.h"
#include "files/file_desk.h"
#include "uvchat/base/assert.h"

namespace uvchat::files {
namespace {

enum class Bad : std::uint8_t { nothing, form, too_large, disk };

struct Written {
  Bad bad = Bad::nothing;
  Failure failure = {};     // of the disk
  std::size_t taken = 0;    // bytes of the body
  std::uint64_t bytes = 0;  // of the part, now
};

Bad write_one(Intake& intake, std::string_view piece, Failure& failure) {
  if (intake.digest) intake.digest->update(piece);
  std::string of_file;
  if (intake.form) {
    if (!intake.form->feed(piece, of_file)) return Bad::form;
    piece = of_file;
  }
  if (piece.size() > intake.bytes_max - intake.part->size()) return Bad::too_large;
  if (auto appended = intake.part->append(piece); !appended) {
    failure = appended.error();
    return Bad::disk;
  }
  return Bad::nothing;
}

// On a thread that may wait.
Written write_all(Intake& intake, const std::deque<std::string>& pieces) {
  Written written;
  for (const std::string& piece : pieces) {
    written.bad = write_one(intake, piece, written.failure);
    if (written.bad != Bad::nothing) break;
    written.taken += piece.size();
  }
  written.bytes = intake.part->size();
  return written;
}

struct Shaped {
  FileType type;
  Outcome<Sealed> what;
};

// As its bytes say, or as what nobody shows. What begins like a picture loses its metadata also
// where it could be a page as well, and is not shown.
Shaped shape(Part& part, const std::string& claimed, bool may_be_picture) {
  FileType type = type_named({});
  if (!may_be_picture) return {type, part.seal(std::nullopt)};
  const auto head = part.head();
  if (!head) return {type, tl::unexpected(head.error())};
  type = type_of(*head, claimed);
  return {type, part.seal(picture::format_of(*head))};
}

// What is enciphered may begin like a picture, and is stored as it is. Anything else that is a
// picture and cannot be read could keep its metadata.
bool may_be_anything(std::string_view type) { return type == "application/octet-stream"; }

}  // namespace

void FileDesk::take_body(const DealPtr& deal) {
  const UploadPtr& upload = deal->upload;
  if (upload->is_given_up) return stop_sending(deal);
  if (deal->is_left && deal->is_first) return drop(upload);  // nobody knows its key
  deal->intake = std::make_shared<Intake>();
  deal->intake->part = upload->part;
  deal->intake->bytes_max = deal->plan.is_form ? settings_.file_bytes_max : upload->row.bytes;
  if (const auto boundary = MultipartReader::boundary_in(deal->plan.type); deal->plan.is_form) {
    deal->intake->form.emplace(*boundary);
  }
  if (deal->plan.checksum) {
    deal->intake->digest.emplace(deal->plan.checksum->hash);
    upload->part->mark();
  }
  deal->begins_at = upload->bytes;
  deal->has_ended = deal->head.streamed_bytes == 0;
  if (!deal->has_ended && !deal->is_left) ports_.say({deal->visitor.conn, http::TakeBody{}});
  write_pieces(deal);
}

// A job writes all that has come meanwhile.
void FileDesk::write_pieces(const DealPtr& deal) {
  if (deal->is_writing || deal->is_body_over) return;
  if (deal->pieces.empty()) {
    if (deal->has_ended) return end_body(deal);
    if (deal->is_left) break_off(deal);
    return;
  }
  deal->is_writing = true;
  const auto pieces = std::make_shared<std::deque<std::string>>(std::exchange(deal->pieces, {}));
  run<Written>([intake = deal->intake, pieces] { return write_all(*intake, *pieces); },
               [this, deal](Written&& written) {
                 deal->is_writing = false;
                 deal->upload->bytes = written.bytes;
                 figures_.bytes_taken += written.taken;
                 if (deal->upload->is_given_up) return stop_sending(deal);
                 switch (written.bad) {
                   case Bad::nothing:
                     if (!deal->is_left) {
                       ports_.say({deal->visitor.conn, http::TookBody{written.taken}});
                     }
                     return write_pieces(deal);
                   case Bad::form:
                     return fail_upload(deal, 400, "The form cannot be read.", true);
                   case Bad::too_large:
                     return fail_upload(deal, 413, "The file is too large.", true,
                                        refusal::file_too_large);
                   case Bad::disk:
                     return fail_by_disk(deal, written.failure);
                 }
               });
}

void FileDesk::fail_by_disk(const DealPtr& deal, const Failure& failure) {
  log_.write(LogLevel::warning, "upload cannot be stored", {{"reason", failure.text}});
  if (failure.trouble == Trouble::full) {
    return fail_upload(deal, 507, "The server's disk is full. Try again later.", false);
  }
  fail_upload(deal, 500, "The server cannot store this file.", true);
}

// `drops`: nobody can go on with it.
void FileDesk::fail_upload(const DealPtr& deal, int status, std::string_view line, bool drops,
                           std::string_view cause) {
  deal->is_body_over = true;
  deal->pieces.clear();
  if (drops || !deal->upload->is_kept || deal->is_first) {
    drop(deal->upload);
  } else {
    release(deal->upload);
  }
  refuse(deal, status, line, status == 507 ? refusal::server_full : cause);
}

// Of a piece whose checksum has not come whole nothing is kept, nor of what its sender has not
// heard the key of.
void FileDesk::break_off(const DealPtr& deal) {
  deal->is_body_over = true;
  if (!deal->upload->is_kept || deal->is_first) return drop(deal->upload);
  if (!deal->plan.checksum) return release(deal->upload);
  take_back(deal);
}

void FileDesk::take_back(const DealPtr& deal) {
  run<Outcome<void>>(
      [part = deal->upload->part, to = deal->begins_at] { return part->roll_back(to); },
      [this, deal](Outcome<void>&& rolled) {
        if (!rolled) return fail_by_disk(deal, rolled.error());
        deal->upload->bytes = deal->begins_at;
        fail_upload(deal, 460, "The checksum is not that of what has come.", deal->is_first);
      });
}

void FileDesk::end_body(const DealPtr& deal) {
  deal->is_body_over = true;
  const UploadPtr& upload = deal->upload;
  if (deal->plan.checksum && deal->intake->digest->bytes() != deal->plan.checksum->value) {
    return take_back(deal);
  }
  if (deal->plan.is_form) {
    const MultipartReader& form = *deal->intake->form;
    if (!form.is_done() || upload->bytes == 0) {
      return fail_upload(deal, 400, "The form has no file.", true);
    }
    upload->row.bytes = upload->bytes;
    upload->row.name = form.name();
    upload->row.type = form.type();
  }
  if (upload->bytes == upload->row.bytes) return finish(deal);
  release(upload);
  tell_progress(deal);
}

void FileDesk::finish(const DealPtr& deal, bool may_be_picture) {
  const UploadPtr& upload = deal->upload;
  upload->is_finishing = true;
  run<Shaped>([part = upload->part, claimed = upload->row.type,
               may_be_picture] { return shape(*part, claimed, may_be_picture); },
              [this, deal](Shaped&& sealed) {
                const store::UploadRow& row = deal->upload->row;
                if (!sealed.what && sealed.what.error().trouble == Trouble::damaged) {
                  if (may_be_anything(row.type)) return finish(deal, false);
                  return fail_upload(deal, 422, "This picture is damaged.", true);
                }
                if (!sealed.what) return fail_by_disk(deal, sealed.what.error());
                const std::int64_t until_us =
                    settings_.keep_us == 0 ? 0 : now_.wall_us + settings_.keep_us;
                place(deal, {ports_.draw_id(), sealed.what->hash, sealed.what->bytes,
                             std::string(sealed.type.media_type), row.name, row.account,
                             now_.wall_us, until_us});
              });
}

// The sweep takes nothing away that is in `recording_`.
void FileDesk::place(const DealPtr& deal, store::FileRow&& file) {
  recording_.insert(file.hash);
  deal->upload->made = std::move(file);
  wait_for_drop(deal->upload->made->hash, [this, deal] {
    run<Outcome<void>>([part = deal->upload->part] { return part->place(); },
                       [this, deal](Outcome<void>&& placed) {
                         if (placed) return record(deal);
                         log_.write(LogLevel::warning, "upload cannot be stored",
                                    {{"reason", placed.error().text}});
                         const bool is_full = placed.error().trouble == Trouble::full;
                         fail_upload(deal, is_full ? 507 : 500,
                                     "The server cannot store this file.", true);
                       });
  });
}

void FileDesk::record(const DealPtr& deal) {
  const UploadPtr& upload = deal->upload;
  ask(store::AddFile{*upload->made, upload->is_kept ? upload->row.key_hash : std::string()},
      [this, deal, upload](store::Answer&& added) {
        if (added.outcome == store::Outcome::absent) {
          return fail_upload(deal, 410, "The account or the upload is gone.", true);
        }
        if (added.outcome != store::Outcome::done) {
          return fail_upload(deal, 503, "The database does not answer. Try again later.", false);
        }
        ++figures_.files_made;
        upload->row.file = upload->made->id;
        recording_.erase(recording_.find(upload->made->hash));
        recorded_.insert(upload->made->hash);
        stored_bytes_ += counted(upload->made->bytes);
        recorded_bytes_[upload->row.account] += counted(upload->made->bytes);
        uploads_.erase(upload->row.key_hash);
        deal->plan.is_tus ? tell_progress(deal) : tell_made(deal);
        upload->made.reset();
        put_away(upload);
      });
}

// Behind the answer: to free what has lain there before takes a time that tells of it.
void FileDesk::put_away(const UploadPtr& upload) {
  run<bool>(
      [part = std::exchange(upload->part, nullptr)]() mutable {
        part.reset();
        return true;
      },
      [](bool&&) {});
}

void FileDesk::tell_made(const DealPtr& deal) {
  const std::string location = location_of(*deal->upload->made);
  http::Response response = http::say(201, location);
  response.fields.push_back({"Location", location});
  answer(deal, std::move(response));
}

}  // namespace uvchat::files
