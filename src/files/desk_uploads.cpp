// Of FileDesk: uploads, but for their bodies.

#include <algorithm>
#include <utility>

#include "files/desk_deals.h"
#include "files/file_desk.h"

namespace uvchat::files {

namespace {

std::string upload_location(const std::string& url, const std::string& key) {
  return url + std::string(http::upload_path) + "/" + key;
}

// RFC 9110, 5.6.7.
std::string date_of(std::int64_t wall_us) { return http::date_text(wall_us / 1'000'000); }

std::string no_more_room(const errand::Uploader& uploader, std::uint64_t bytes_max,
                         std::uint64_t used, std::size_t unfinished) {
  const std::string whose = uploader.account == 0 ? "The files of all guests" : "Your files";
  std::string line = whose + " may have " + std::to_string(bytes_max) + " bytes in all, and have " +
                     std::to_string(used) + " already";
  if (unfinished > 0) {
    line += ", with " + std::to_string(unfinished) +
            (unfinished == 1 ? " upload that is" : " uploads that are") + " not finished";
  }
  return line + "." +
         (uploader.account == 0 ? "" : " FILES LIST shows them, and FILES DELETE makes room.");
}

std::string too_many(const errand::Uploader& uploader) {
  return std::string("You have too many uploads under way. ") +
         (uploader.account == 0 ? "Finish or give up some."
                                : "FILES LIST shows them, and FILES DELETE gives one up.");
}

http::Response conflict(std::uint64_t bytes) {
  http::Response response = http::say(409, "The upload has " + std::to_string(bytes) + " bytes.");
  response.fields.push_back({"Upload-Offset", std::to_string(bytes)});
  return response;
}

http::Response state_of(const store::UploadRow& row, std::uint64_t bytes) {
  http::Response response = bare(200);
  response.fields = {{"Cache-Control", "no-store"},
                     {"Upload-Offset", std::to_string(bytes)},
                     {"Upload-Length", std::to_string(row.bytes)},
                     {"Upload-Expires", date_of(row.until_us)}};
  return response;
}

}  // namespace

void FileDesk::begin_upload(const DealPtr& deal) {
  auto plan = read_plan(deal->head, settings_.file_bytes_max);
  if (!plan) return answer(deal, std::move(plan.error()));
  deal->plan = std::move(*plan);
  auto who = take_credentials(deal->head);
  if (!who) {
    http::Response response = http::say(
        401, "Say who you are: with a token of TOKEN GENERATE FILEHOST, or name and password.");
    response.fields.push_back({"WWW-Authenticate", "Basic realm=\"uvchat\", charset=\"UTF-8\""});
    return answer(deal, std::move(response));
  }
  if (admitting_.size() >= admits_max) {
    return refuse(deal, 503, "Too many want to send files now. Try again later.");
  }
  who->address = deal->visitor.address;
  const std::uint64_t number = ticket_bit | ++numbers_;
  admitting_[number] = deal;
  ports_.ask_hub({{{}, number}, "files", std::move(*who)});
}

void FileDesk::weigh(const DealPtr& deal, const errand::Uploader& uploader) {
  const std::uint64_t before = lately(uploader.account);
  ask(store::ReadFileSpace{uploader.account}, [this, deal, uploader,
                                               before](store::Answer&& space) {
    if (deal->is_left) return;
    // Nobody knows whether the answer counts a file that was made meanwhile.
    if (lately(uploader.account) > before) return weigh(deal, uploader);
    if (space.outcome != store::Outcome::done) {
      return refuse(deal, 503, "The database does not answer. Try again later.");
    }
    const UnderWay of_all = under_way({});
    const UnderWay own = under_way(uploader.account);
    if (own.uploads >= uploads_of_max || of_all.uploads >= uploads_max) {
      return refuse(deal, 429, too_many(uploader), refusal::too_many_uploads);
    }
    const std::uint64_t bytes = counted(deal->plan.bytes);
    const std::uint64_t used = space.bytes + own.announced;
    if (used + bytes > settings_.account_bytes_max) {
      return refuse(deal, 413,
                    no_more_room(uploader, settings_.account_bytes_max, used, own.uploads),
                    refusal::account_full);
    }
    if (lately(uploader.account) + own.announced + bytes > settings_.account_bytes_max) {
      return refuse(deal, 429, "You have sent and deleted much lately. Try again in ten minutes.",
                    refusal::too_much_lately);
    }
    const bool is_full = stored_bytes_ + of_all.announced + bytes > settings_.bytes_max;
    if (is_full || !depot_.has_room(0)) {
      return refuse(deal, 507, "The server has no room for more files.", refusal::server_full);
    }
    create(deal, uploader);
  });
}

// What an account deletes stays on the disk until a sweep, and is charged to it so long.
std::uint64_t FileDesk::lately(store::AccountId account) const {
  const auto now = recorded_bytes_.find(account);
  const auto before = recorded_before_.find(account);
  return (now == recorded_bytes_.end() ? 0 : now->second) +
         (before == recorded_before_.end() ? 0 : before->second);
}

FileDesk::UnderWay FileDesk::under_way(std::optional<store::AccountId> account) const {
  UnderWay found;
  for (const auto& [hash, upload] : uploads_) {
    if (account && upload->row.account != *account) continue;
    ++found.uploads;
    found.announced += counted(upload->row.bytes);
  }
  return found;
}

void FileDesk::create(const DealPtr& deal, const errand::Uploader& uploader) {
  deal->key = ports_.draw_id();
  deal->is_first = true;
  const auto upload = std::make_shared<Upload>();
  deal->upload = upload;
  upload->row = {hash_of_key(deal->key), uploader.account, deal->plan.bytes,
                 deal->plan.type,        deal->plan.name,  now_.wall_us + key_us};
  upload->is_busy = true;
  uploads_[upload->row.key_hash] = upload;
  if (!deal->plan.is_tus) return open_part(deal);
  ask(store::AddUpload{upload->row}, [this, deal, upload](store::Answer&& added) {
    if (added.outcome == store::Outcome::done) {
      upload->is_kept = true;
      return open_part(deal);
    }
    drop(upload);
    refuse(deal, 503, "The database does not answer. Try again later.");
  });
}

Outcome<Part> FileDesk::find_part(bool is_new, std::uint64_t bytes, const std::string& name) {
  if (is_new) return depot_.begin(name);
  auto part = depot_.resume(name);
  return part || bytes > 0 ? std::move(part) : depot_.begin(name);  // it may have none yet
}

// Of a new upload, of an earlier run's, or of one that rests.
void FileDesk::open_part(const DealPtr& deal) {
  const UploadPtr upload = deal->upload;
  if (upload->part != nullptr && !upload->part->rests()) return take_body(deal);
  run<Outcome<std::shared_ptr<Part>>>(
      [this, part = upload->part, is_new = deal->is_first, bytes = upload->bytes,
       name = upload->row.key_hash]() -> Outcome<std::shared_ptr<Part>> {
        if (part != nullptr) return part->wake().map([&part] { return part; });
        return find_part(is_new, bytes, name).map([](Part&& found) {
          return std::make_shared<Part>(std::move(found));
        });
      },
      [this, deal, upload](Outcome<std::shared_ptr<Part>>&& part) {
        if (!part && part.error().trouble == Trouble::busy) {
          make_places();
          return fail_upload(deal, 503, too_many_open, false);
        }
        if (!part) {
          log_.write(LogLevel::warning, "upload cannot be opened", {{"reason", part.error().text}});
          const bool is_full = part.error().trouble == Trouble::full;
          return fail_upload(deal, is_full ? 507 : 500, "The server cannot store this file now.",
                             deal->is_first);
        }
        upload->part = std::move(*part);
        upload->bytes = upload->part->size();
        take_body(deal);
      });
}

// PATCH.
void FileDesk::go_on(const DealPtr& deal, const UploadPtr& upload) {
  auto patch = read_tus_patch(deal->head);
  if (!patch) return answer(deal, std::move(patch.error()));
  if (upload->is_busy) return refuse(deal, 423, "This upload is being sent already.");
  if (patch->offset != upload->bytes) return answer(deal, conflict(upload->bytes));
  if (deal->head.streamed_bytes > upload->row.bytes - upload->bytes) {
    return refuse(deal, 413, "That is more than was announced.");
  }
  deal->plan.is_tus = true;
  deal->upload = upload;
  deal->plan.checksum = std::move(patch->checksum);
  upload->is_busy = true;
  upload->is_finishing = upload->made.has_value();
  upload->made ? record(deal) : open_part(deal);
}

// HEAD.
void FileDesk::tell_upload(const DealPtr& deal, const UploadPtr& upload) {
  answer(deal, state_of(upload->row, upload->bytes));
}

bool FileDesk::give_up(const UploadPtr& upload) {
  if (upload->is_finishing) return false;
  upload->is_given_up = true;
  const auto it = std::find_if(deals_.begin(), deals_.end(), [&upload](const auto& entry) {
    const Deal& other = *entry.second;
    return other.upload == upload && other.intake && !other.is_body_over && !other.is_writing;
  });
  if (!upload->is_busy) {
    drop(upload);
  } else if (it != deals_.end()) {
    stop_sending(DealPtr(it->second));
  }  // else it is stopped when its job is done
  return true;
}

UploadsTold FileDesk::asked(const AskUploads& question) {
  if (!knows_uploads_) return {question.ticket};
  if (question.give_up.empty()) {
    return {question.ticket, UploadsOutcome::done, pending(question.account)};
  }
  return {question.ticket, give_up(question.give_up, question.account)};
}

std::vector<PendingUpload> FileDesk::pending(store::AccountId account) const {
  std::vector<PendingUpload> found;
  for (const auto& [hash, upload] : uploads_) {
    const store::UploadRow& row = upload->row;
    if (row.account != account || upload->is_given_up) continue;
    found.push_back({hash, upload->bytes, row.bytes, ends_us(*upload), row.name});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.until_us < b.until_us; });
  return found;
}

UploadsOutcome FileDesk::give_up(const std::string& key_hash, store::AccountId account) {
  const auto it = uploads_.find(key_hash);
  const bool is_theirs =
      it != uploads_.end() && it->second->row.account == account && !it->second->is_given_up;
  if (!is_theirs) return UploadsOutcome::absent;
  return give_up(UploadPtr(it->second)) ? UploadsOutcome::done : UploadsOutcome::busy;
}

// Until its key is not good any more; one that nobody sends, for less long.
std::int64_t FileDesk::ends_us(const Upload& upload) {
  return upload.row.until_us - (upload.bytes == 0 ? key_us - unused_us : 0);
}

void FileDesk::stop_sending(const DealPtr& deal) {
  fail_upload(deal, 410, "This upload was given up.", true);
}

void FileDesk::serve_finished(const DealPtr& deal, const std::string& key_hash) {
  ask(store::FindUpload{key_hash}, [this, deal](store::Answer&& found) {
    if (found.outcome == store::Outcome::unavailable) {
      return refuse(deal, 503, "The database does not answer. Try again later.");
    }
    const bool is_there = !found.uploads.empty() && !found.uploads.front().file.empty() &&
                          found.uploads.front().until_us > now_.wall_us;
    if (!is_there) return refuse(deal, 404, "There is no such upload, or it is too old.");
    const store::UploadRow& row = found.uploads.front();
    const std::string_view method = is_tus(deal->head) ? tus_method(deal->head) : deal->head.method;
    if (method == "HEAD") return tell_finished(deal, row);
    if (method == "PATCH") return answer(deal, conflict(row.bytes));
    if (method == "DELETE") return give_up_finished(deal, row);
    refuse(deal, 405, "An upload knows HEAD, PATCH and DELETE.");
  });
}

void FileDesk::tell_finished(const DealPtr& deal, const store::UploadRow& row) {
  ask(store::FindFile{row.file},
      [this, deal, response = state_of(row, row.bytes)](store::Answer&& found) mutable {
        if (found.outcome == store::Outcome::unavailable) {
          return refuse(deal, 503, "The database does not answer. Try again later.");
        }
        if (found.files.empty()) return refuse(deal, 410, "Its file is gone.");
        response.fields.push_back({"Content-Location", location_of(found.files.front())});
        answer(deal, std::move(response));
      });
}

void FileDesk::give_up_finished(const DealPtr& deal, const store::UploadRow& row) {
  ask(store::DropFile{row.file, 0}, [this, deal](store::Answer&& dropped) {
    if (dropped.outcome == store::Outcome::unavailable) {
      return refuse(deal, 503, "The database does not answer. Try again later.");
    }
    answer(deal, bare(204));
  });
}

FileDesk::UploadPtr FileDesk::find_upload(const std::string& key_hash) const {
  const auto it = uploads_.find(key_hash);
  if (it == uploads_.end() || it->second->row.until_us <= now_.wall_us) return nullptr;
  return it->second->is_kept && !it->second->is_given_up ? it->second : nullptr;
}

// With its part, and where it is kept, its row.
void FileDesk::drop(const UploadPtr& upload) {
  uploads_.erase(upload->row.key_hash);
  upload->part.reset();
  if (upload->made) {
    recording_.erase(recording_.find(upload->made->hash));
    // The store may know of it, although it has not said so.
    ask(store::DropFile{upload->made->id, 0}, [](store::Answer&&) {});
  }
  if (upload->is_kept) ask(store::DropUpload{upload->row.key_hash}, [](store::Answer&&) {});
  run<Outcome<void>>([this, name = upload->row.key_hash] { return depot_.drop_part(name); },
                     [this](Outcome<void>&& dropped) {
                       if (dropped) return;
                       log_.write(LogLevel::warning, "upload cannot be removed",
                                  {{"reason", dropped.error().text}});
                     });
}

void FileDesk::release(const UploadPtr& upload) {
  if (upload->is_given_up) return drop(upload);
  upload->is_busy = false;
  upload->is_finishing = false;
  upload->used_ms = now_.mono_ms;
}

void FileDesk::tell_progress(const DealPtr& deal) {
  const UploadPtr& upload = deal->upload;
  http::Response response = bare(deal->is_first ? 201 : 204);
  response.fields = {{"Upload-Offset", std::to_string(upload->bytes)},
                     {"Upload-Expires", date_of(upload->row.until_us)}};
  if (deal->is_first) {
    response.fields.push_back({"Location", upload_location(settings_.url, deal->key)});
  }
  if (!upload->row.file.empty()) {
    response.fields.push_back({"Content-Location", location_of(*upload->made)});
  }
  answer(deal, std::move(response));
}

}  // namespace uvchat::files
