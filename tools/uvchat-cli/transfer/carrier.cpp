#include "transfer/carrier.h"

#include <chrono>
#include <condition_variable>
#include <limits>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "chat/texts.h"
#include "transfer/curl_http.h"
#include "transfer/download.h"
#include "transfer/parcel.h"
#include "transfer/upload.h"
#include "uvchat/base/assert.h"

namespace uvchat::cli {
namespace {

constexpr std::uint64_t told_once_ms = 100;  // how far it is
// A server that is busy does not keep a program that ends for longer.
constexpr std::uint64_t farewell_max_ms = 4'000;

std::uint64_t now_ms() { return uv_hrtime() / 1'000'000; }

TransferNews failed(std::string why) {
  TransferNews news{.step = TransferNews::Step::failed};
  news.why = std::move(why);
  return news;
}

}  // namespace

class Carrier::Parts {
 public:
  Parts(uv_loop_t& loop, std::string authorities_file, Tell tell)
      : authorities_file_(std::move(authorities_file)), tell_(std::move(tell)) {
    begin_curl();
    const int status = uv_async_init(
        &loop, &woken_, [](uv_async_t* handle) { static_cast<Parts*>(handle->data)->on_woken(); });
    UVCHAT_ASSERT(status == 0);
    woken_.data = this;
  }

  using Work = std::function<TransferNews(Http& http, const TransferWatch& watch)>;
  void begin(std::uint64_t ticket, FileTrust trust, Work work);
  void stop(std::uint64_t ticket);
  void close(std::function<void()> on_closed);

 private:
  // A transfer on its thread. What both threads use is behind the mutex.
  struct Job {
    std::uint64_t ticket = 0;
    std::thread thread;
    std::mutex mutex;
    std::condition_variable stops;
    bool is_stopped = false;
    std::uint64_t ends_ms = std::numeric_limits<std::uint64_t>::max();  // its last farewell
    bool is_over = false;
    std::string why_left_there;      // of its thread alone
    std::vector<TransferNews> news;  // not told yet; only the latest one may be `moving`
  };

  static bool is_stopped(Job& job) {
    const std::lock_guard lock(job.mutex);
    return job.is_stopped;
  }
  static bool linger(Job& job, std::uint64_t ms);
  TransferWatch watch_of(Job& job);
  void tell(Job& job, TransferNews news);
  void on_woken();
  void end_if_done();

  std::string authorities_file_;
  Tell tell_;
  uv_async_t woken_{};
  std::list<Job> jobs_;
  bool is_closing_ = false;
  std::function<void()> on_closed_;
};

void Carrier::Parts::tell(Job& job, TransferNews news) {
  {
    const std::lock_guard lock(job.mutex);
    if (!job.news.empty() && job.news.back().step == TransferNews::Step::moving) {
      job.news.pop_back();
    }
    job.news.push_back(std::move(news));
  }
  uv_async_send(&woken_);
}

bool Carrier::Parts::linger(Job& job, std::uint64_t ms) {
  constexpr std::uint64_t step_ms = 100;
  const auto has_ended = [&job] {
    const std::lock_guard lock(job.mutex);
    return job.ends_ms <= now_ms();
  };
  for (const std::uint64_t until_ms = now_ms() + ms; now_ms() < until_ms && !has_ended();) {
    std::this_thread::sleep_for(std::chrono::milliseconds(step_ms));
  }
  return !has_ended();
}

TransferWatch Carrier::Parts::watch_of(Job& job) {
  TransferWatch watch;
  watch.is_stopped = [&job] { return is_stopped(job); };
  watch.now_ms = now_ms;
  watch.moved = [this, &job, told_ms = std::uint64_t{0}](std::uint64_t bytes,
                                                         std::uint64_t bytes_all) mutable {
    if (now_ms() - told_ms < told_once_ms && bytes != bytes_all) return;
    told_ms = now_ms();
    tell(job, {.step = TransferNews::Step::moving, .bytes = bytes, .bytes_all = bytes_all});
  };
  watch.broken = [this, &job](const std::string& why) {
    TransferNews news{.step = TransferNews::Step::broken};
    news.why = why;
    tell(job, std::move(news));
  };
  watch.rest = [&job](std::uint64_t ms) {
    std::unique_lock lock(job.mutex);
    job.stops.wait_for(lock, std::chrono::milliseconds(ms), [&job] { return job.is_stopped; });
  };
  watch.linger = [&job](std::uint64_t ms) { return linger(job, ms); };
  watch.left_there = [&job](const std::string& why) { job.why_left_there = why; };
  return watch;
}

void Carrier::Parts::begin(std::uint64_t ticket, FileTrust trust, Work work) {
  if (is_closing_) return;
  Job& job = jobs_.emplace_back();
  job.ticket = ticket;
  job.thread = std::thread([this, &job, trust = std::move(trust), work = std::move(work)] {
    const auto http = curl_http(trust, authorities_file_, [&job] { return is_stopped(job); });
    TransferNews end = work(*http, watch_of(job));
    end.why_left_there = job.why_left_there;
    {
      const std::lock_guard lock(job.mutex);
      job.is_over = true;
    }
    tell(job, std::move(end));
  });
}

void Carrier::Parts::stop(std::uint64_t ticket) {
  for (Job& job : jobs_) {
    if (job.ticket != ticket) continue;
    const std::lock_guard lock(job.mutex);
    job.is_stopped = true;
    job.stops.notify_all();
  }
}

void Carrier::Parts::on_woken() {
  for (auto job = jobs_.begin(); job != jobs_.end();) {
    std::vector<TransferNews> news;
    bool is_over = false;
    bool was_stopped = false;
    {
      const std::lock_guard lock(job->mutex);
      news.swap(job->news);
      was_stopped = job->is_stopped;
      is_over = job->is_over && !news.empty() && news.back().step >= TransferNews::Step::done;
    }
    const std::uint64_t ticket = job->ticket;
    if (is_over) {
      job->thread.join();
      job = jobs_.erase(job);
    } else {
      ++job;
    }
    for (const TransferNews& each : news) {
      const bool is_end = each.step >= TransferNews::Step::done;
      if (!is_closing_ && (is_end || !was_stopped)) tell_(ticket, each);
    }
  }
  end_if_done();
}

void Carrier::Parts::close(std::function<void()> on_closed) {
  is_closing_ = true;
  on_closed_ = std::move(on_closed);
  for (Job& job : jobs_) {
    const std::lock_guard lock(job.mutex);
    job.is_stopped = true;
    job.ends_ms = now_ms() + farewell_max_ms;
    job.stops.notify_all();
  }
  end_if_done();
}

void Carrier::Parts::end_if_done() {
  const auto closed = [](uv_handle_t* handle) {
    auto& self = *static_cast<Parts*>(handle->data);
    std::exchange(self.on_closed_, {})();
  };
  auto* const handle = reinterpret_cast<uv_handle_t*>(&woken_);
  if (is_closing_ && jobs_.empty() && uv_is_closing(handle) == 0) uv_close(handle, closed);
}

Carrier::Carrier(uv_loop_t& loop, std::string authorities_file, Tell tell)
    : parts_(std::make_unique<Parts>(loop, std::move(authorities_file), std::move(tell))) {}
Carrier::~Carrier() = default;
void Carrier::stop(std::uint64_t ticket) { parts_->stop(ticket); }
void Carrier::close(std::function<void()> on_closed) { parts_->close(std::move(on_closed)); }

void Carrier::upload(std::uint64_t ticket, UploadOrder order) {
  const auto trust = order.trust;
  auto shared = std::make_shared<UploadOrder>(std::move(order));
  parts_->begin(ticket, trust, [shared](Http& http, const TransferWatch& watch) {
    const auto parcel = pack(*shared, watch);
    if (!parcel) return failed(parcel.error().text);
    const auto sent = cli::upload(http, shared->host_url, shared->token.view(), *parcel, watch);
    if (!sent) {
      TransferNews end = failed(sent.error().text);
      end.is_unanswered = !http.was_answered();
      return end;
    }
    TransferNews news{.step = TransferNews::Step::done, .bytes = parcel->bytes};
    news.bytes_all = parcel->bytes;
    news.place = sent->url;
    news.upload_url = sent->upload_url;
    if (parcel->link) parcel->link->url = sent->url;
    news.link = parcel->link;
    return news;
  });
}

void Carrier::download(std::uint64_t ticket, DownloadOrder order) {
  const auto trust = order.trust;
  const auto shared = std::make_shared<const DownloadOrder>(std::move(order));
  parts_->begin(ticket, trust, [shared](Http& http, const TransferWatch& watch) {
    TransferNews news{.step = TransferNews::Step::done};
    if (shared->canvas) {
      auto drawing = download_drawing(http, *shared, watch);
      if (!drawing) return failed(drawing.error().text);
      news.drawing = *std::move(drawing);
      return news;
    }
    auto got = cli::download(http, *shared, watch);
    if (!got) return failed(got.error().text);
    news.bytes = got->bytes;
    news.bytes_all = got->bytes;
    news.place = std::move(got->path);
    return news;
  });
}

void Carrier::drop(std::uint64_t ticket, const std::string& upload_url, const FileTrust& trust) {
  parts_->begin(ticket, trust, [upload_url](Http& http, const TransferWatch& watch) {
    drop_upload(http, upload_url, watch);
    return TransferNews{.step = TransferNews::Step::done};
  });
}

}  // namespace uvchat::cli
