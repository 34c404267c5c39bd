#include "transfer/curl_http.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "chat/texts.h"
#include "uvchat/base/ascii.h"
#include "uvchat/tls/fingerprint.h"

namespace uvchat::cli {
namespace {

constexpr long connect_timeout_ms = 20'000;
constexpr long silence_max_s = 60;           // not a byte: the connection is given up
constexpr long slow_bytes_a_second = 1'000;  // likewise where a file comes or goes slower than that
constexpr long farewell_timeout_ms = 3'000;
constexpr std::size_t fields_max = 100;

struct FreeFields {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Fields = std::unique_ptr<curl_slist, FreeFields>;

void add_field(Fields& fields, const std::string& line) {
  if (curl_slist* const longer = curl_slist_append(fields.get(), line.c_str())) {
    static_cast<void>(fields.release());
    fields.reset(longer);
  }
}

// Whether the certificate that is shown is the pinned one; its names and its end do not matter.
int is_pinned(X509_STORE_CTX* store, void* pin) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const X509* const shown = X509_STORE_CTX_get0_cert(store);
  const auto& wanted = *static_cast<const tls::Fingerprint*>(pin);
  const bool is_it =
      shown != nullptr && X509_digest(shown, EVP_sha256(), digest.data(), &size) == 1 &&
      size == wanted.size() && std::equal(wanted.begin(), wanted.end(), digest.begin());
  X509_STORE_CTX_set_error(store, is_it ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return is_it ? 1 : 0;
}

CURLcode look_at_pin(CURL*, void* context, void* pin) {
  auto* const ssl = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(ssl, is_pinned, pin);
  return CURLE_OK;
}

// What came was no answer of HTTP, or none that is wanted. All other errors are the connection's,
// of which there are many: one that was kept, and is reset while a body is sent, even has an error
// of its own.
bool is_nonsense(CURLcode code) {
  return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY ||
         code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR;
}

class CurlHttp final : public Http {
 public:
  CurlHttp(const FileTrust& trust, std::string authorities_file, std::function<bool()> is_stopped)
      : authorities_file_(trust.as_chat ? std::move(authorities_file) : std::string()),
        is_stopped_(std::move(is_stopped)),
        curl_(curl_easy_init()) {
    if (!trust.pin.empty()) pin_ = tls::parse_fingerprint(trust.pin).value_or(tls::Fingerprint{});
  }
  ~CurlHttp() override { curl_easy_cleanup(curl_); }
  CurlHttp(const CurlHttp&) = delete;
  CurlHttp& operator=(const CurlHttp&) = delete;

  Result<HttpAnswer> ask(const HttpRequest& request) override;
  std::string why_hopeless() const override { return why_hopeless_; }
  bool was_answered() const override { return answer_.status >= 200; }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    all_set_ = curl_easy_setopt(curl_, option, value) == CURLE_OK && all_set_;
  }
  void set_what_is_asked(const HttpRequest& request, curl_slist* fields);
  void set_whom_to_believe();
  void set_bounds(const HttpRequest& request);

  bool is_wanted();

  static std::size_t on_body(char* buffer, std::size_t size, std::size_t count, void* self);
  static std::size_t on_field(char* line, std::size_t size, std::size_t count, void* self);
  static std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  std::string authorities_file_;
  std::optional<tls::Fingerprint> pin_;
  std::function<bool()> is_stopped_;
  CURL* curl_;
  bool all_set_ = true;
  std::array<char, CURL_ERROR_SIZE> words_{};
  const HttpRequest* request_ = nullptr;  // while it is asked
  HttpAnswer answer_;
  std::size_t lines_ = 0;   // before the body of the answer
  bool has_begun_ = false;  // that body
  std::string why_hopeless_;
};

std::size_t CurlHttp::on_body(char* buffer, std::size_t size, std::size_t count, void* self) {
  const std::size_t got = static_cast<CurlHttp*>(self)->request_->body({buffer, size * count});
  return got == 0 ? CURL_READFUNC_ABORT : got;
}

std::size_t CurlHttp::on_field(char* line, std::size_t size, std::size_t count, void* self) {
  auto& http = *static_cast<CurlHttp*>(self);
  std::string_view text(line, size * count);
  if (++http.lines_ > fields_max) return 0;
  if (text.starts_with("HTTP/")) http.answer_ = {};  // another answer after "100 Continue"
  if (text == "\r\n" || text == "\n") return http.is_wanted() ? text.size() : 0;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    std::string name(text.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    text.remove_prefix(colon + 1);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    http.answer_.fields[std::move(name)] = text;
  }
  return size * count;
}

// Behind the fields of an answer, and once more behind those that may follow its body.
bool CurlHttp::is_wanted() {
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (status < 200 || std::exchange(has_begun_, true)) return true;
  return !request_->begin || request_->begin(answer_);
}

std::size_t CurlHttp::on_answer(char* bytes, std::size_t size, std::size_t count, void* self) {
  auto& http = *static_cast<CurlHttp*>(self);
  const std::string_view text(bytes, size * count);
  const bool is_good = http.answer_.status / 100 == 2;
  if (http.request_->take && is_good) return http.request_->take(text) ? text.size() : 0;
  const std::size_t room = HttpAnswer::text_bytes_max - http.answer_.text.size();
  http.answer_.text += text.substr(0, room);
  return text.size() <= room ? text.size() : 0;
}

int CurlHttp::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& http = *static_cast<CurlHttp*>(self);
  return !http.request_->is_farewell && http.is_stopped_() ? 1 : 0;
}

void CurlHttp::set_what_is_asked(const HttpRequest& request, curl_slist* fields) {
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTPHEADER, fields);
  if (request.body) {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body_bytes));
    set(CURLOPT_READFUNCTION, &CurlHttp::on_body);
    set(CURLOPT_READDATA, this);
  } else if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  }
  if (request.is_farewell) set(CURLOPT_TIMEOUT_MS, farewell_timeout_ms);
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HEADERFUNCTION, &CurlHttp::on_field);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlHttp::on_answer);
  set(CURLOPT_WRITEDATA, this);
}

void CurlHttp::set_whom_to_believe() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (pin_) {
    // Its own look at the certificate takes the place of libcurl's.
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
    set(CURLOPT_SSL_CTX_FUNCTION, &look_at_pin);
    set(CURLOPT_SSL_CTX_DATA, &*pin_);
    return;
  }
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!authorities_file_.empty()) {
    set(CURLOPT_CAINFO, authorities_file_.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
}

void CurlHttp::set_bounds(const HttpRequest& request) {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  const bool has_file = request.take || request.body_bytes > 0;
  set(CURLOPT_LOW_SPEED_LIMIT, has_file ? slow_bytes_a_second : 1L);
  set(CURLOPT_LOW_SPEED_TIME, silence_max_s);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &CurlHttp::on_progress);
  set(CURLOPT_XFERINFODATA, this);
  set(CURLOPT_ERRORBUFFER, words_.data());
}

Result<HttpAnswer> CurlHttp::ask(const HttpRequest& request) {
  if (curl_ == nullptr) return fail("libcurl");
  curl_easy_reset(curl_);
  Fields fields;
  add_field(fields, "Expect:");  // the body follows at once
  for (const std::string& each : request.fields) add_field(fields, each);
  all_set_ = true;
  set_what_is_asked(request, fields.get());
  set_whom_to_believe();
  set_bounds(request);
  if (!all_set_) return fail("libcurl");
  request_ = &request;
  answer_ = {};
  lines_ = 0;
  has_begun_ = false;
  words_[0] = '\0';
  const CURLcode code = curl_easy_perform(curl_);
  request_ = nullptr;
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  answer_.status = static_cast<int>(status);
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
      (code == CURLE_SSL_CONNECT_ERROR && pin_)) {
    why_hopeless_ = text(Text::file_certificate_wrong);
  } else if (is_nonsense(code)) {
    why_hopeless_ = text(Text::file_bad_answer);
  }
  // A refusal may come before all of the body was sent; and its text may be longer than what is
  // kept.
  if (code != CURLE_OK && status >= 400) return std::move(answer_);
  // To libcurl an answer that ends within its fields is whole.
  if (code == CURLE_OK && !has_begun_) return fail(curl_easy_strerror(CURLE_PARTIAL_FILE));
  if (code != CURLE_OK) return fail(words_[0] != '\0' ? words_.data() : curl_easy_strerror(code));
  return std::move(answer_);
}

}  // namespace

void begin_curl() { curl_global_init(CURL_GLOBAL_DEFAULT); }

std::unique_ptr<Http> curl_http(const FileTrust& trust, const std::string& authorities_file,
                                std::function<bool()> is_stopped) {
  return std::make_unique<CurlHttp>(trust, authorities_file, std::move(is_stopped));
}

}  // namespace uvchat::cli
