#pragma once

#include <openssl/ssl.h>

#include "uvchat/tls/application.h"

// The protocol that a connection is for, in its handshake (ALPN, RFC 7301).

namespace uvchat::tls {

// Of a client: what it offers. Of a server: what choose_protocol() takes.
void set_application(SSL* ssl, Application application);

// A server's callback (SSL_CTX_set_alpn_select_cb). A client that offers protocols of which none is
// the connection's means another server.
int choose_protocol(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void* nothing);

}  // namespace uvchat::tls
