#include "uvchat/tls/session.h"

#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "tls/alpn.h"
#include "tls/openssl_error.h"
#include "tls/openssl_types.h"
#include "tls/x509_fingerprint.h"
#include "uvchat/base/address.h"
#include "uvchat/base/ascii.h"
#include "uvchat/base/assert.h"

namespace uvchat::tls {
namespace {

constexpr int messages_max = 100;

// What a call was given, for as long as it lasts.
struct Wire {
  std::string_view* in = nullptr;
  std::string* out = nullptr;
};

Wire& wire_of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

int take_in(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  std::string_view* in = BIO_get_data(bio) == nullptr ? nullptr : wire_of(bio).in;
  if (in == nullptr || in->empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t taken = std::min(static_cast<std::size_t>(size), in->size());
  std::memcpy(into, in->data(), taken);
  in->remove_prefix(taken);
  return static_cast<int>(taken);
}

int give_out(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  if (BIO_get_data(bio) == nullptr) return -1;
  wire_of(bio).out->append(bytes, static_cast<std::size_t>(size));
  return size;
}

long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

int create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

const BIO_METHOD* wire_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "the caller's");
    UVCHAT_ASSERT(made != nullptr);
    BIO_meth_set_read(made, take_in);
    BIO_meth_set_write(made, give_out);
    BIO_meth_set_ctrl(made, control);
    BIO_meth_set_create(made, create);
    return made;
  }();
  return method;
}

void count_message(int is_sent, int, int content, const void*, std::size_t, SSL*, void* count) {
  if (is_sent == 0 && content == SSL3_RT_HANDSHAKE) ++*static_cast<int*>(count);
}

// Lends the wire to the connection for one call.
class Lending {
 public:
  Lending(SSL* ssl, Wire wire) : bio_(SSL_get_rbio(ssl)), wire_(wire) {
    ERR_clear_error();
    BIO_set_data(bio_, &wire_);
  }
  ~Lending() { BIO_set_data(bio_, nullptr); }
  Lending(const Lending&) = delete;
  Lending& operator=(const Lending&) = delete;

 private:
  BIO* bio_;
  Wire wire_;
};

}  // namespace

void Session::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Session::Session(std::shared_ptr<const Context> context)
    : context_(std::move(context)),
      messages_(std::make_unique<int>(0)),
      ssl_(SSL_new(context_->first())) {
  BIO* wire = BIO_new(wire_method());
  UVCHAT_ASSERT(ssl_ != nullptr && wire != nullptr);  // otherwise there is no memory
  SSL_set_bio(ssl_.get(), wire, wire);
  SSL_set_msg_callback(ssl_.get(), count_message);
  SSL_set_msg_callback_arg(ssl_.get(), messages_.get());
}

Session::~Session() = default;

Session Session::server(std::shared_ptr<const Context> context, Application application) {
  UVCHAT_ASSERT(context->is_server());
  Session session(std::move(context));
  SSL* ssl = session.ssl_.get();
  set_application(ssl, application);
  if (application == Application::http) SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
  SSL_set_accept_state(ssl);
  return session;
}

// Without a name to look for OpenSSL would believe any certificate that somebody known has signed,
// and behind a dot any name below it.
Result<Session> Session::client(std::shared_ptr<const Context> context, const std::string& peer,
                                Application application) {
  UVCHAT_ASSERT(!context->is_server());
  Session session(std::move(context));
  SSL* ssl = session.ssl_.get();
  set_application(ssl, application);
  SSL_set_connect_state(ssl);
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool is_looked_for =
      Address::parse(peer) ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), peer.c_str()) == 1
                           : !peer.empty() && peer.front() != '.' && peer.find('\0') == peer.npos &&
                                 SSL_set1_host(ssl, peer.c_str()) == 1 &&
                                 SSL_set_tlsext_host_name(ssl, peer.c_str()) == 1;
  ERR_clear_error();
  if (!is_looked_for) return fail("\"" + peer + "\" is neither a host name nor an address");
  return session;
}

Session::Status Session::status_of(int result) {
  if (*messages_ > messages_max) {
    why_ = "too many messages of handshakes";
    return Status::failed;
  }
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_NONE:
      return Status::done;
    case SSL_ERROR_WANT_READ:
      return Status::wants_input;
    case SSL_ERROR_ZERO_RETURN:
      return Status::closed;
    default:
      break;
  }
  const long verdict = SSL_get_verify_result(ssl_.get());
  distrusts_peer_ = !context_->is_server() && !context_->trusts_anybody() && verdict != X509_V_OK;
  const std::string error = take_openssl_error();
  why_ = distrusts_peer_ ? X509_verify_cert_error_string(verdict) : error;
  return Status::failed;
}

Session::Status Session::shake_hands(std::string_view& in, std::string& out) {
  const Lending lending(ssl_.get(), {&in, &out});
  return status_of(SSL_do_handshake(ssl_.get()));
}

Session::Read Session::read(std::string_view& in, std::span<char> into, std::string& out) {
  const Lending lending(ssl_.get(), {&in, &out});
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
  return {status_of(result), bytes};
}

bool Session::write(std::string_view clear, std::string& out) {
  std::string_view nothing;
  const Lending lending(ssl_.get(), {&nothing, &out});
  std::size_t bytes = 0;
  const int result = SSL_write_ex(ssl_.get(), clear.data(), clear.size(), &bytes);
  return status_of(result) == Status::done && bytes == clear.size();
}

void Session::close(std::string& out) {
  std::string_view nothing;
  const Lending lending(ssl_.get(), {&nothing, &out});
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::optional<Fingerprint> Session::certificate() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr && !context_->is_server()) {  // the first of those that it has shown
    certificate = sk_X509_value(SSL_get_peer_cert_chain(ssl_.get()), 0);
  }
  return fingerprint_of(certificate);
}

bool Session::has_kept_name() const {
  const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  if (name == nullptr || !context_->is_server()) return false;
  const std::vector<std::string>& kept = context_->kept_names();
  return std::any_of(kept.begin(), kept.end(),
                     [&](const std::string& one) { return same_in_ascii(one, name); }) &&
         X509_check_host(SSL_get_certificate(ssl_.get()), name, std::strlen(name), 0, nullptr) == 1;
}

std::string Session::version() const { return SSL_get_version(ssl_.get()); }
std::string Session::cipher() const { return SSL_get_cipher_name(ssl_.get()); }

}  // namespace uvchat::tls
