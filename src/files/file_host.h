#pragma once

#include <uv.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "files/depot.h"
#include "files/desk_values.h"
#include "files/file_desk.h"
#include "uvchat/base/log.h"
#include "uvchat/base/mailbox.h"
#include "uvchat/base/result.h"
#include "uvchat/http/file_door.h"
#include "uvchat/hub/errand.h"
#include "uvchat/hub/request.h"
#include "uvchat/store/request.h"

namespace uvchat::files {

// The thread of a FileDesk: a libuv loop, whose thread pool waits for the disks, at low priority.
// What a FileDoor is told may come before run(); it waits.
class FileHost final : public http::FileDoor {
 public:
  // As FileDesk::Ports. Called on this thread; must not block.
  struct Links {
    std::function<void(http::FileDoorSaid&&)> say;
    std::function<void(Errand&&)> ask_hub;
    std::function<void(store::Asked&&)> ask_store;
    std::function<std::string()> draw_id;
    std::function<void(Answer&&)> answer_hub;
  };

  // Log outlives it.
  static Result<std::unique_ptr<FileHost>> create(Depot&& depot, DeskSettings settings, Links links,
                                                  LogSink& log);
  // Waits for the jobs that are under way.
  ~FileHost() override;
  FileHost(const FileHost&) = delete;
  FileHost& operator=(const FileHost&) = delete;

  // Starts the thread. REQUIRES: called once; what the links reach is there.
  void run();
  // Ends it. The links are not called any more.
  void stop();

  // --- Thread-safe.
  void asked(http::Request&& head, const http::Visitor& visitor) override;
  void came(ConnId conn, std::string&& piece) override;
  void ended(ConnId conn) override;
  void wants_piece(ConnId conn) override;
  void left(ConnId conn) override;
  void admitted(ErrandDone&& done);
  void answered(store::Answered&& answered);
  // Of the hub, which is answered.
  void asked(AskUploads&& question);
  void change_settings(DeskSettings settings);
  // As of the last second.
  DeskFigures figures() const;

 private:
  struct Asked {
    http::Request head;
    http::Visitor visitor;
  };
  struct Came {
    ConnId conn;
    std::string piece;
  };
  enum class Word : std::uint8_t { ended, wants_piece, left };
  struct Told {
    ConnId conn;
    Word word;
  };
  struct End {};
  using Mail =
      std::variant<Asked, Came, Told, ErrandDone, store::Answered, AskUploads, DeskSettings, End>;

  FileHost(Depot&& depot, DeskSettings settings, Links links, LogSink& log);
  Result<void> open_loop();
  void post(Mail&& mail);
  void take_mail();
  void take(Asked&& asked);
  void take(Came&& came);
  void take(const Told& told);
  void take(ErrandDone&& done);
  void take(store::Answered&& answered);
  void take(const AskUploads& question);
  void take(DeskSettings&& settings);
  void take(End end);
  void tick();
  void work(std::function<void()> job, std::function<void()> then);
  Now now() const;

  const std::function<void(Answer&&)> answer_hub_;
  Depot depot_;
  FileDesk desk_;
  Mailbox<Mail> mailbox_;
  std::vector<Mail> mail_;
  bool has_loop_ = false;
  bool ends_ = false;
  uv_loop_t loop_{};
  uv_async_t wake_{};
  uv_timer_t tick_{};
  std::thread thread_;
  mutable std::mutex mutex_;
  DeskFigures figures_;  // guarded by mutex_
};

}  // namespace uvchat::files
