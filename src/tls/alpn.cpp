#include "tls/alpn.h"

#include <string_view>

#include "uvchat/base/assert.h"

namespace uvchat::tls {
namespace {

// A list in ALPN's form: each name behind its size.
constexpr std::string_view irc_list = "\3irc";
constexpr std::string_view http_list = "\10http/1.1";

const unsigned char* bytes_of(std::string_view list) {
  return reinterpret_cast<const unsigned char*>(list.data());
}

unsigned size_of(std::string_view list) { return static_cast<unsigned>(list.size()); }

}  // namespace

void set_application(SSL* ssl, Application application) {
  const std::string_view& list = application == Application::http ? http_list : irc_list;
  UVCHAT_ASSERT(SSL_set_alpn_protos(ssl, bytes_of(list), size_of(list)) == 0);
  SSL_set_app_data(ssl, const_cast<std::string_view*>(&list));
}

int choose_protocol(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  const std::string_view list = *static_cast<const std::string_view*>(SSL_get_app_data(ssl));
  unsigned char* found = nullptr;
  const int how =
      SSL_select_next_proto(&found, size, bytes_of(list), size_of(list), offered, offered_size);
  *chosen = found;
  return how == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace uvchat::tls
