#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "files/depot.h"
#include "files/desk_values.h"
#include "uvchat/base/log.h"
#include "uvchat/base/time.h"
#include "uvchat/http/file_door.h"
#include "uvchat/http/site.h"
#include "uvchat/hub/errand.h"
#include "uvchat/hub/request.h"
#include "uvchat/store/file.h"
#include "uvchat/store/request.h"

namespace uvchat::files {

struct DeskSettings {
  std::string
      url;  // what locations begin with: "https://chat.example.org"; empty: they have a path
  std::uint64_t file_bytes_max = 0;
  std::uint64_t account_bytes_max = 0;
  std::uint64_t bytes_max = 0;  // of all files, each as often as it has come
  std::int64_t keep_us = 0;     // how long a file stays; 0: for good
  std::shared_ptr<const http::Site> site;
};

// Answers requests of files (docs/files.md): FILEHOST, tus 1.0, and what is fetched. It decides;
// the bytes go to the depot, by jobs on threads that may wait for disks, and what is known of a
// file to the store. The hub says who may upload.
//
// An upload has a key, a file an id: 128 random bits each. Who knows the key may go on with the
// upload, or give it and its file up, for a day; who knows the id may fetch the file. Bytes leave
// the disk in one way alone: a sweep that asks the store, folder by folder, which hashes some file
// has. So a file that its owner, an operator, its time or the end of an account has taken away, and
// one whose upload a crash has cut short, are all the same to it.
//
// That the same bytes lie on the disk once is told to nobody: room is weighed by what the store
// knows of files, never by the disk.
//
// Owner: one thread. It asks for things by its ports, and is told what has come of them.
class FileDesk {
 public:
  static constexpr std::size_t admits_max = 64;             // whom the hub was asked about
  static constexpr std::size_t uploads_max = 4'096;         // that are not finished
  static constexpr std::size_t uploads_of_max = 20;         // of an account, or of all guests
  static constexpr std::size_t open_parts_max = 64;         // without a request
  static constexpr std::int64_t key_us = 86'400'000'000;    // for so long a key is good
  static constexpr std::int64_t unused_us = 3'600'000'000;  // that of an upload without a byte

  // How it reaches others; none of them calls back before it returns.
  struct Ports {
    std::function<void(http::FileDoorSaid&&)> say;
    std::function<void(Errand&&)> ask_hub;
    std::function<void(store::Asked&&)> ask_store;
    // Carries `job` out on another thread, then `then` on this one. Jobs may overtake one another.
    std::function<void(std::function<void()> job, std::function<void()> then)> work;
    std::function<std::string()> draw_id;  // 32 hexadecimal digits that nobody can guess
  };

  // Depot and log outlive it, and every job.
  FileDesk(DeskSettings settings, Ports ports, Depot& depot, LogSink& log);
  ~FileDesk();

  // Uploads of an earlier run are found again.
  void start(Now now);
  void change_settings(DeskSettings settings) { settings_ = std::move(settings); }
  // Every second or so.
  void tick(Now now);

  // As FileDoor has them.
  void asked(http::Request&& head, const http::Visitor& visitor, Now now);
  void came(ConnId conn, std::string&& piece);
  void ended(ConnId conn);
  void wants_piece(ConnId conn);
  void left(ConnId conn);

  // Tickets of what it asks have this bit in their number, and nobody else's has.
  static constexpr std::uint64_t ticket_bit = std::uint64_t{1} << 63;
  void admitted(ErrandDone&& done);
  void answered(store::Answered&& answered);

  // Of the hub.
  UploadsTold asked(const AskUploads& question);

  DeskFigures figures() const;

 private:
  struct Upload;
  struct Deal;
  using UploadPtr = std::shared_ptr<Upload>;
  using DealPtr = std::shared_ptr<Deal>;
  using OnAnswer = std::function<void(store::Answer&&)>;

  // --- Of all requests: desk_requests.cpp.
  void serve_upload(const DealPtr& deal);
  void serve_waiting();
  void answer(const DealPtr& deal, http::Response&& response);
  // `cause`: one of namespace refusal; empty: the status says enough.
  void refuse(const DealPtr& deal, int status, std::string_view line, std::string_view cause = {});
  void ask(store::Request&& request, OnAnswer then);
  template <typename T>
  void run(std::function<T()> job, std::function<void(T&&)> then);
  DealPtr find(ConnId conn) const;

  // --- Uploads: desk_uploads.cpp.
  void begin_upload(const DealPtr& deal);
  void weigh(const DealPtr& deal, const errand::Uploader& uploader);
  void create(const DealPtr& deal, const errand::Uploader& uploader);
  void open_part(const DealPtr& deal);
  Outcome<Part> find_part(bool is_new, std::uint64_t bytes, const std::string& name);
  void go_on(const DealPtr& deal, const UploadPtr& upload);
  std::vector<PendingUpload> pending(store::AccountId account) const;
  UploadsOutcome give_up(const std::string& key_hash, store::AccountId account);
  // False: it is becoming a file.
  bool give_up(const UploadPtr& upload);
  void stop_sending(const DealPtr& deal);
  void tell_upload(const DealPtr& deal, const UploadPtr& upload);
  // One that is finished, which the store knows of.
  void serve_finished(const DealPtr& deal, const std::string& key_hash);
  void tell_finished(const DealPtr& deal, const store::UploadRow& row);
  void give_up_finished(const DealPtr& deal, const store::UploadRow& row);
  UploadPtr find_upload(const std::string& key_hash) const;
  // When it is given up: wall.
  static std::int64_t ends_us(const Upload& upload);
  struct UnderWay {
    std::size_t uploads = 0;
    std::uint64_t announced = 0;  // bytes
  };
  std::uint64_t lately(store::AccountId account) const;
  // Of the account, or without one of all.
  UnderWay under_way(std::optional<store::AccountId> account) const;

  // --- Their bodies: desk_bodies.cpp.
  void take_body(const DealPtr& deal);
  void write_pieces(const DealPtr& deal);
  void end_body(const DealPtr& deal);
  void break_off(const DealPtr& deal);
  void finish(const DealPtr& deal, bool may_be_picture = true);
  void place(const DealPtr& deal, store::FileRow&& file);
  void record(const DealPtr& deal);
  void tell_progress(const DealPtr& deal);
  void take_back(const DealPtr& deal);
  void tell_made(const DealPtr& deal);
  void put_away(const UploadPtr& upload);
  void fail_by_disk(const DealPtr& deal, const Failure& failure);
  void fail_upload(const DealPtr& deal, int status, std::string_view line, bool drops,
                   std::string_view cause = {});
  void release(const UploadPtr& upload);
  void drop(const UploadPtr& upload);

  // --- Files that are fetched: desk_files.cpp.
  void fetch(const DealPtr& deal);
  void show(const DealPtr& deal, const store::FileRow& row);
  std::string location_of(const store::FileRow& row) const;
  void fail_to_open(const DealPtr& deal, const Failure& failure);

  // --- What is done now and then: desk_upkeep.cpp.
  void look_back();
  void read_uploads(std::string after);
  void find_again(std::vector<PartLeft>&& parts);
  void drop_late();
  void look_for_ended(std::string after, std::set<std::string> ended);
  void weigh_all();
  void let_parts_rest(std::size_t open_max);
  void make_places();
  void sweep();
  void ask_which_are_known(std::vector<std::string>&& hashes);
  void drop_files();
  void wait_for_drop(const std::string& hash, std::function<void()> then);

  DeskSettings settings_;
  const Ports ports_;
  Depot& depot_;
  LogSink& log_;
  Now now_;
  std::uint64_t numbers_ = 0;
  std::map<ConnId, DealPtr> deals_;
  std::map<std::string, UploadPtr, std::less<>> uploads_;  // not finished, by the key's hash
  std::map<std::uint64_t, DealPtr> admitting_;             // by the number of the ticket
  std::map<std::uint64_t, OnAnswer> asking_;               // likewise
  bool knows_uploads_ = false;                             // of earlier runs
  std::vector<DealPtr> waiting_;                           // until it knows them
  // Hashes that the store may not know yet though they are no rubbish: those whose file is being
  // recorded, and those that were since the sweep has asked.
  std::multiset<std::string> recording_;
  std::set<std::string> recorded_;
  std::set<std::string> dropping_;  // by a job, now
  std::vector<std::function<void()>> waiting_for_drop_;
  // Bytes of all files, and of those whose bytes a sweep has still to take away: what the store
  // knew when the last sweep of all folders but one began, and all that has been recorded since.
  std::uint64_t stored_bytes_ = 0;
  std::optional<std::uint64_t> known_bytes_;  // what it knew when the present one began
  std::map<store::AccountId, std::uint64_t> recorded_bytes_;   // since then, by account
  std::map<store::AccountId, std::uint64_t> recorded_before_;  // in the sweep before
  bool is_sweeping_ = false;
  unsigned next_folder_ = 0;
  std::uint64_t look_at_ms_ = 0;
  std::uint64_t drop_at_ms_ = 0;
  std::uint64_t tell_busy_at_ms_ = 0;
  DeskFigures figures_;
};

template <typename T>
void FileDesk::run(std::function<T()> job, std::function<void(T&&)> then) {
  const auto result = std::make_shared<std::optional<T>>();
  ports_.work([job = std::move(job), result] { result->emplace(job()); },
              [then = std::move(then), result] { then(std::move(**result)); });
}

}  // namespace uvchat::files
